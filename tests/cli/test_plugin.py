# SPDX-License-Identifier: LGPL-2.1-or-later

"""The module for libvips: the corrections as operations of the stock command and of
other languages, with the same result as the command's."""

import os
import subprocess

from support import PLUGIN, SANITIZED, Skip, contains, delta, equal, main, need, picture, run, test, tool


def vips(*args):
    if SANITIZED:
        raise Skip('a program without a sanitizer cannot load a module with one')
    need('vips')
    return tool('vips', '--plugin', PLUGIN, *args)


def same(a, b):
    tool('vips', 'subtract', a, b, 'difference.v')
    equal(float(tool('vips', 'deviate', 'difference.v')), 0.0)
    equal(float(tool('vips', 'avg', 'difference.v')), 0.0)


@test
def the_stock_command_gives_the_same_pixels():
    picture('a.png', scene='product', size='320x200', cast='mixed:0.8')
    for words in ([], ['--strength', '0.5'], ['--mode', 'always'], ['--strength', '0']):
        vips('decast', 'a.png', 'b.png', *words)
        run('decast', 'a.png', '-o', 'c.png', '-f', *words)
        same('b.png', 'c.png')
    equal(delta('a.png', 'c.png'), 0.0)


@test
def the_stock_command_lists_the_operation():
    contains(vips('list', 'classes'), 'VipsOperation', '(decast)')
    shown = subprocess.run(['vips', '--plugin', PLUGIN, 'decast'], capture_output=True)
    contains((shown.stdout + shown.stderr).decode(), 'decast in out', 'strength', 'mode')


@test
def the_stock_command_keeps_its_ranges():
    if SANITIZED:
        raise Skip('a program without a sanitizer cannot load a module with one')
    picture('a.png')
    done = subprocess.run(['vips', '--plugin', PLUGIN, 'decast', 'a.png', 'b.png', '--mode', 'nonsense'], capture_output=True)
    assert done.returncode != 0 and not os.path.exists('b.png'), done


RUBY = '''
require "vips"
GObjectModule = Module.new do
  extend FFI::Library
  ffi_lib "libgmodule-2.0.so.0"
  attach_function :g_module_open, [:string, :int], :pointer
end
raise "no module" if GObjectModule.g_module_open(ENV["PLUGIN"], 0).null?
image = Vips::Image.new_from_file "a.png"
out = image.decast(strength: 0.5)
out.write_to_file "ruby.png"
out, found = image.decast(strength: 0.5, reason: true, changed: true)
puts found.keys.sort.join(" ")
puts found["reason"]
raise "reason" unless found["reason"].is_a?(String) && !found["reason"].empty?
raise "changed" unless [true, false, 0, 1].include?(found["changed"])
begin
  image.decast(strength: "much")
rescue StandardError => error
  puts "refused"
end
'''


@test
def ruby_calls_it_unmodified():
    if SANITIZED:
        raise Skip('a program without a sanitizer cannot load a module with one')
    need('ruby')
    if subprocess.run(['ruby', '-e', 'require "vips"'], capture_output=True).returncode != 0:
        raise Skip('ruby-vips is not installed')
    picture('a.png', scene='product', size='320x200', cast='mixed:0.8')
    shown = tool('ruby', '-e', RUBY, env=dict(os.environ, PLUGIN=PLUGIN))
    contains(shown, 'changed reason', 'refused')
    run('decast', 'a.png', '-o', 'c.png', '--strength=0.5')
    same('ruby.png', 'c.png')


main()
