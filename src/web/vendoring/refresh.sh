#!/bin/sh
# Fetches the browser libraries at the versions of package-lock.json, packs of each what its entry names, takes their licences
# along, and checks all of it against SHA256SUMS. To move to another version: change it in package.json, run
# `npm install --package-lock-only`, run this with --accept, read the diff of README.md and SHA256SUMS, commit.
set -eu
cd "$(dirname "$0")"
vendor=../assets/vendor

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp ./*.js package.json package-lock.json "$folder"
(cd "$folder" && npm ci --silent)
packages="$folder/node_modules"
for library in echarts preact fluent; do
    "$packages/.bin/esbuild" "$folder/$library.js" --bundle --minify --format=esm --target=es2022 \
        --legal-comments=inline --log-level=warning --outfile="$vendor/$library/$library.js"
done
cp "$packages/echarts/LICENSE" "$packages/echarts/NOTICE" "$packages/echarts/licenses/LICENSE-d3" "$vendor/echarts/"
cp "$packages/zrender/LICENSE" "$vendor/echarts/LICENSE-zrender"
cp "$packages/preact/LICENSE" "$vendor/preact/LICENSE"
cp "$packages/htm/LICENSE" "$vendor/preact/LICENSE-htm"
# The package of Fluent names its licence and ships no text; that of htm ships the same one.
{
    node -p 'const {name, version, author, license, homepage} = require(process.argv[1]); `${name} ${version}, ${author}, ${homepage}: ${license}\n`' \
        "$packages/@fluent/bundle/package.json"
    sed '/END OF TERMS AND CONDITIONS/q' "$packages/htm/LICENSE"
} >"$vendor/fluent/LICENSE"

if [ "${1:-}" = --accept ]; then
    (cd "$vendor" && find . -type f ! -name '*.d.ts' | cut -c 3- | LC_ALL=C sort | xargs sha256sum) >SHA256SUMS
fi
./verify.sh
