// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Drawn heads for heads.py: node avatars.mjs DIR N, in a folder where
// @dicebear/core and @dicebear/collection 9.4.3 are installed from npm.

import fs from 'fs';
import { createAvatar } from '@dicebear/core';
import * as collection from '@dicebear/collection';

const styles = ['adventurer', 'avataaars', 'bigEars', 'bigSmile', 'lorelei', 'micah',
	'miniavs', 'notionists', 'openPeeps', 'personas', 'toonHead'];
const [directory, count] = process.argv.slice(2);

fs.mkdirSync(directory, { recursive: true });
for (const style of styles)
	for (let i = 0; i < Number(count); i++)
		fs.writeFileSync(`${directory}/${style}_${i}.svg`,
			createAvatar(collection[style], { seed: `s${i}`, size: 160 }).toString());
