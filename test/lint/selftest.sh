#!/bin/bash
# The lints can fail: each finds what was planted for it, in a small tree of
# its own, and is content with the same tree before.
#
# usage: selftest.sh CC CXX
set -euo pipefail
cc=$1 cxx=$2
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d "${TMPDIR:-/tmp}/psi-lint.XXXXXX")
trap 'rm -rf "$tree"' EXIT
status=0

# A small tree that breaks no rule.
fresh()
{
	rm -rf "$tree"
	mkdir -p "$tree/include/psi" "$tree"/lib/{base,group,normal,table} \
	    "$tree/lib/session" "$tree"/cli/{kit,run,man}
	echo '#include <stddef.h>' > "$tree/include/psi/thing.h"
	cat > "$tree/lib/base/low.c" <<-'END'
	#include "base/low.h"
	#include "psi/thing.h"
	int psi_low(void);
	int psi_low(void) { return 1; }
	END
	echo 'int psi_low(void);' > "$tree/lib/base/low.h"
	echo '#include "base/low.h"' > "$tree/lib/group/mid.h"
	echo '#include "group/mid.h"' > "$tree/lib/table/csv_x.c"
	echo '#include <csv.h>' >> "$tree/lib/table/csv_x.c"
	echo 'typedef int psi_table_y;' > "$tree/lib/table/y.h"
	echo '#include "table/y.h"' > "$tree/lib/table/w.h"
	echo '#include "table/y.h"' > "$tree/lib/session/top.c"
	echo '#include "psi/thing.h"' > "$tree/cli/tool_x.c"
	echo '#include "run/high.h"' >> "$tree/cli/tool_x.c"
	echo 'typedef int psi_kit_z;' > "$tree/cli/kit/z.h"
	echo '#include "kit/z.h"' > "$tree/cli/run/high.h"
	echo 'add_library(x base/low.c table/csv_x.c session/top.c' \
	    'tool_x.c)' > "$tree/lib/CMakeLists.txt"
	printf '#!/bin/sh\ntrue\n' > "$tree/cli/run.sh"
	chmod 755 "$tree/cli/run.sh"
}

# passes LINT ARGUMENT..., and finds WHAT LINT ARGUMENT...
passes()
{
	if ! "$@" > "$tree.out" 2>&1; then
		echo "fails without a reason: $*"
		cat "$tree.out"
		status=1
	fi
	rm -f "$tree.out"
}

finds()
{
	local what=$1
	shift
	if "$@" > "$tree.out" 2>&1; then
		echo "does not see: $what"
		status=1
	fi
	rm -f "$tree.out"
}

# plant LINT FILE TEXT: one line more makes the lint fail.
plant()
{
	fresh
	echo "$3" >> "$tree/$2"
	finds "$3 in $2" "$here/$1.sh" "$tree"
}

fresh
for lint in layers banned sources shell; do
	passes "$here/$lint.sh" "$tree"
done
passes "$here/headers.sh" "$tree" "$cc" "$cxx"

plant layers lib/base/low.c '#include "group/mid.h"'
plant layers lib/base/low.c '#include "low.h"'
plant layers lib/table/y.h '#include "table/w.h"'
plant layers lib/normal/n.c '#include "table/y.h"'
plant layers lib/group/m.c '#include "table/y.h"'
plant layers lib/group/m.c '#  include  "session/y.h"'
plant layers lib/session/top.c '#include <csv.h>'
plant layers lib/session/top.c '#include <openssl/ec.h>'
plant layers lib/session/top.c '#include <fcntl.h>'
plant layers lib/session/top.c '#include <psi/thing.h>'
plant layers lib/session/top.c 'int x(void) { return randombytes_random(); }'
plant layers lib/session/top.c 'crypto_scalarmult_ristretto255(a, b, c);'
plant layers lib/session/top.c 'crypto_core_ristretto255_add(a, b, c);'
plant layers lib/session/top.c 'sodium_memzero(a, b);'
plant layers lib/session/top.c 'idn2_to_ascii_8z(a, b, c);'
plant layers lib/group/low.c 'int x;'
plant layers include/psi/thing.h '#include "base/low.h"'
plant layers include/psi/thing.h '#include <stdio.h>'
plant layers cli/tool_x.c '#include "base/low.h"'
plant layers cli/tool_x.c '#include "z.h"'
plant layers cli/kit/z.h '#include "run/high.h"'
plant layers cli/tool_x.c '#include <openssl/evp.h>'
plant layers cli/tool_x.c 'crypto_hash_sha256(a, b, c);'

plant shell cli/run.sh 'printf "%s" x |'' grep -q x'
plant shell cli/run.sh '! grep -q x y'

plant banned lib/base/low.c 'int f(void) { exit(1); }'
plant banned lib/base/low.c 'int f(void) { return printf("x"); }'
plant banned lib/base/low.c 'int f(void) { return open("x", 0); }'
plant banned lib/base/low.c 'int f(void) { return memcmp(a, b, 3); }'
plant banned lib/session/top.c 'int f(void) { return memcmp(a, b, 3); }'
plant banned lib/session/top.c 'int f(void) { return (int)sizeof(x); }'
plant banned cli/tool_x.c 'int f(void) { return atoi("1"); }'
plant banned cli/tool_x.c 'void f(void) { strcpy(a, b); }'
plant banned cli/tool_x.c 'int x; // a comment'
plant banned cli/tool_x.c "/* $(printf 'TO%s' DO): more */"
plant banned cli/run.sh "cd $(printf '/wo%s' rk/x)"
plant banned cli/tool_x.c 'int x; '

plant sources lib/base/other.c 'int x;'
plant shell cli/run.sh 'if true; then'
fresh
chmod 644 "$tree/cli/run.sh"
finds "a missing run bit" "$here/shell.sh" "$tree"

fresh
echo 'size_t psi_x(uint8_t *out);' >> "$tree/include/psi/thing.h"
finds "a header that does not stand alone" "$here/headers.sh" "$tree" \
    "$cc" "$cxx"
fresh
echo 'static inline void *psi_f(int *class) { return class; }' \
    >> "$tree/include/psi/thing.h"
finds "a header that C++ refuses" "$here/headers.sh" "$tree" "$cc" "$cxx"

# library TEXT...: a shared library of these lines.
library()
{
	printf '%s\n' "$@" > "$tree/s.c"
	"$cc" -shared -fPIC -fno-builtin -o "$tree/s.so" "$tree/s.c"
}

good='#include <string.h>
size_t psi_f(const char *s) { return strlen(s); }'
library "$good"
passes "$here/symbols.sh" "$tree/s.so"
library "$good" 'extern int puts(const char *); int g(void);' \
    'int g(void) { return puts("x"); }'
finds "puts" "$here/symbols.sh" "$tree/s.so"
library "$good" 'char *getenv(const char *); char *g(void);' \
    'char *g(void) { return getenv("x"); }'
finds "getenv" "$here/symbols.sh" "$tree/s.so"
library "$good" 'int g(void); static int n = 3; int g(void) { return n++; }'
finds "a variable in .data" "$here/symbols.sh" "$tree/s.so"
library "$good" 'int g(void); static int n; int g(void) { return n++; }'
finds "a variable in .bss" "$here/symbols.sh" "$tree/s.so"
library "$good" 'int g(void); int g(void) { return 1; }'
finds "a name without prefix" "$here/exports.sh" "$tree" "$tree/s.so"

# Each flag that is missing from a program; the last of two counts.
cat > "$tree/p.c" << 'END'
#include <stdio.h>
int main(int argc, char **argv)
{
	char text[16];

	snprintf(text, (size_t)argc, "%s", argv[0]);
	return text[0];
}
END
program()
{
	"$cc" -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 \
	    -fstack-protector-strong -fPIE -pie -Wl,-z,relro -Wl,-z,now \
	    -Wl,-z,noexecstack "$@" -o "$tree/p" "$tree/p.c"
}
program
passes "$here/hardened.sh" Release "$tree/p"
for flag in -no-pie -Wl,-z,execstack -Wl,-z,lazy -Wl,-z,norelro \
    -fno-stack-protector -U_FORTIFY_SOURCE; do
	program $flag
	finds "$flag" "$here/hardened.sh" Release "$tree/p"
done

# The headers, the list of exports and the library say the same.
fresh
echo 'PSI_API int psi_low(void);' > "$tree/include/psi/thing.h"
printf 'PSI_0 {\nglobal:\n\tpsi_low;\nlocal:\n\t*;\n};\n' \
    > "$tree/lib/libpsi.map"
library 'int psi_low(void); int psi_low(void) { return 1; }'
passes "$here/exports.sh" "$tree" "$tree/s.so"
echo 'PSI_API int psi_more(void);' >> "$tree/include/psi/thing.h"
finds "a declared name that is not listed" "$here/exports.sh" "$tree" \
    "$tree/s.so"
"$here/exports.sh" --update "$tree" "$tree/s.so"
finds "a listed name that is not exported" "$here/exports.sh" "$tree" \
    "$tree/s.so"

# Tests that documents name.
claims()
{
	fresh
	mkdir -p "$tree/test/unit" "$tree/test/cli/scenarios" "$tree/.github"
	printf 'static void\nheld(void **state)\n{ }\nint t = held;\n' \
	    > "$tree/test/unit/test_x.c"
	printf 'static void\nidle(void **state)\n{ }\n' >> "$tree/test/unit/test_x.c"
	touch "$tree/test/cli/scenarios/road.sh"
	printf '| attack | test |\n| --- | --- |\n| a | %s |\n' "$1" |
	    tee "$tree/lib/PROTOCOL.md" > "$tree/.github/SECURITY.md"
}
claims 'test_x: held; road.sh; test/unit, and more'
passes "$here/claims.sh" "$tree"
for entry in 'test_y: held' 'test_x: held, lost' 'test_x: idle' 'lost.sh' \
    'test/lost.c' 'by hand'; do
	claims "$entry"
	finds "$entry" "$here/claims.sh" "$tree"
done

exit $status
