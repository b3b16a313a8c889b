// SPDX-License-Identifier: LGPL-2.1-or-later

// What sharp (npm install sharp) makes of a directory: its normalise(), on as many pictures at
// a time as there are processors to use. node sharp.js IN OUT PROCESSORS

const fs = require('fs');
const path = require('path');
const sharp = require('sharp');

const [from, to, processors] = process.argv.slice(2);
const names = fs.readdirSync(from);

sharp.concurrency(1);
sharp.cache(false);

// As burnish does: JPEG of quality 90 without subsampling; PNG as it comes.
function pictureOf(name) {
	const picture = sharp(path.join(from, name)).normalise();

	return name.endsWith('.jpg') ? picture.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }) : picture;
}

async function work() {
	for (let name = names.pop(); name; name = names.pop())
		await pictureOf(name).toFile(path.join(to, name));
}

Promise.all(Array.from({ length: Number(processors) }, work)).catch(error => {
	console.error(error);
	process.exit(1);
});
