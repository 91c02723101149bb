#!/bin/sh
# Fetches the browser libraries at the versions of package-lock.json, packs of each what its entry names, and checks the
# files against SHA256SUMS. To move to another version: change it in package.json, run `npm install --package-lock-only`,
# run this with --accept, read the diff of README.md and SHA256SUMS, commit.
set -eu
cd "$(dirname "$0")"
vendor=../assets/vendor

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp ./*.js package.json package-lock.json "$folder"
(cd "$folder" && npm ci --silent)
for library in echarts preact fluent; do
    "$folder/node_modules/.bin/esbuild" "$folder/$library.js" --bundle --minify --format=esm --target=es2022 \
        --legal-comments=inline --log-level=warning --outfile="$vendor/$library/$library.js"
done
cp "$folder/node_modules/echarts/LICENSE" "$folder/node_modules/echarts/NOTICE" \
    "$folder/node_modules/echarts/licenses/LICENSE-d3" "$vendor/echarts/"
cp "$folder/node_modules/preact/LICENSE" "$vendor/preact/LICENSE"
cp "$folder/node_modules/htm/LICENSE" "$vendor/preact/LICENSE-htm"

if [ "${1:-}" = --accept ]; then
    (cd "$vendor" && sha256sum echarts/echarts.js preact/preact.js fluent/fluent.js) >SHA256SUMS
else
    (cd "$vendor" && sha256sum --check "$OLDPWD/SHA256SUMS")
fi
