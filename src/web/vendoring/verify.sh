#!/bin/sh
# Checks the browser libraries and their licences against SHA256SUMS, without a network. Each file has its sum and each sum
# its file; only the types beside the libraries are ours.
set -eu
cd "$(dirname "$0")"
sums="$PWD/SHA256SUMS"
cd ../assets/vendor

sha256sum --check --quiet --strict "$sums"
unpinned=$(find . -type f ! -name '*.d.ts' | cut -c 3- | while read -r file; do
    grep -q "^[0-9a-f]*  $file\$" "$sums" || echo "$file"
done)
if [ -n "$unpinned" ]; then
    echo "not in SHA256SUMS: $unpinned" >&2
    exit 1
fi
