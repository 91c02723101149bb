#!/bin/sh
# Fetches the vendored browser libraries again and checks them against SHA256SUMS.
# To move to another version: change it here, run with --accept, read the diff of README.md and SHA256SUMS, commit.
set -eu
cd "$(dirname "$0")"
echarts=6.1.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack "echarts@$echarts" --silent --pack-destination "$folder" >/dev/null
tar -xzf "$folder/echarts-$echarts.tgz" -C "$folder"
for file in dist/echarts.esm.min.js lib/i18n/langRU.js LICENSE NOTICE licenses/LICENSE-d3; do
    cp "$folder/package/$file" "echarts/$(basename "$file")"
done

if [ "${1:-}" = --accept ]; then
    sha256sum echarts/echarts.esm.min.js echarts/langRU.js >SHA256SUMS
else
    sha256sum --check SHA256SUMS
fi
