# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What tools/try and tools/test share: the Debian packages that burnish needs, how to get
# them, how to build. To be sourced, with the source directory in $root.

build_packages=(
	gcc libc6-dev meson ninja-build pkgconf
	libcairo2-dev libcbor-dev libcjson-dev libcurl4-openssl-dev libdeflate-dev libexempi-dev
	libexif-dev libglib2.0-dev liblcms2-dev libpango1.0-dev libqpdf-dev libvips-dev zlib1g-dev
)

# Lint, other people's opinion of our files, and the programs that load the plug-in.
test_packages=(
	binutils chromium clang-format clang-tidy exiv2 fonts-dejavu-core fonts-droid-fallback fonts-lohit-deva icc-profiles-free icoutils imagemagick jq
	libimage-exiftool-perl libjxl-tools liblcms2-utils libtiff-tools libvips-tools
	libxml2-utils mandoc openssl pngcheck poppler-utils procps python3 python3-jsonschema
	python3-pil qpdf ruby-vips scribus-data strace webp
)

# Install those of the given packages that are not there; without a network when all
# are.
install_missing() {
	local package missing=() sudo=()

	if ! command -v dpkg-query >/dev/null; then
		echo "This is no Debian; burnish needs what Debian calls: $*" >&2
		return 0
	fi
	for package in "$@"; do
		[[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
			missing+=("$package")
	done
	[[ ${#missing[@]} -gt 0 ]] || return 0

	if [[ $(id -u) -ne 0 ]]; then
		if ! command -v sudo >/dev/null; then
			echo "Missing packages; as root: apt-get install ${missing[*]}" >&2
			return 1
		fi
		sudo=(sudo)
	fi
	echo "== Installing with ${sudo[*]:+sudo }apt-get: ${missing[*]}"
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null &&
		"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			--no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# Set up a build directory, or bring the one that is there to these options, and build.
# What the tools say is shown when it fails.
targets=()
build() {
	local directory=$1 log reconfigure=()
	shift
	[[ ! -f $directory/build.ninja ]] || reconfigure=(--reconfigure)

	echo "== Building into $directory"
	log=$(mktemp)
	if meson setup "${reconfigure[@]}" "$directory" "$root" "$@" >"$log" 2>&1 &&
		ninja -C "$directory" "${targets[@]}" >>"$log" 2>&1; then
		rm -f "$log"
		return 0
	fi
	cat "$log" >&2
	rm -f "$log"
	echo "The build in $directory failed." >&2
	return 1
}
