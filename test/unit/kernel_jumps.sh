#!/bin/sh
# Read the code that the compiler made of the kernels: valgrind, which checks
# that secrets reach no branch and no address (test/ctime), does not know the
# AVX-512 instructions. usage: kernel_jumps.sh OBJECT...
#
# The functions below work on the secret scalar. Each may have one conditional
# jump, the stack protector's at its end; ladder_run has its counters' besides,
# and so has ladder_step where it takes two vectors in turn (EACH_VECTOR).
# No function may load by a vector of addresses, but for kernel_sha512, which
# looks for the longest message so. Other objects are skipped.
set -eu

command -v objdump >/dev/null || exit 77

checked=0
for object in "$@"; do
	case $object in
	*/kernel_avx*) ;;
	*) continue ;;
	esac
	checked=$((checked + 1))
	objdump -d --no-show-raw-insn "$object" | awk -v object="$object" '
	BEGIN {
		limit["ladder_scalar_set"] = 1
		limit["ladder_step"] = object ~ /ifma/ ? 1 : 16
		limit["ladder_recover"] = limit["encode_prepare"] = 1
		limit["encode_finish"] = 1
		limit["ladder_run"] = 3
		limit["fe_mul"] = limit["fe_sqr"] = limit["fe_canonical"] = 1
		limit["wide_mul"] = limit["wide_sqr"] = 1
	}
	/^[0-9a-f]+ <.*>:$/ {
		name = $2
		gsub(/[<>:]/, "", name)
		# Copies that the compiler specialises: name.constprop.0 etc.
		sub(/\..*/, "", name)
		seen[name] = 1
		jumps[name] += 0
	}
	$2 ~ /^j/ && $2 !~ /^jmp/ { jumps[name]++ }
	$2 ~ /gather/ && name != "kernel_sha512" {
		print object ": a gather in " name
		failed = 1
	}
	END {
		for (name in limit) {
			# Inlined, it is counted with its caller.
			if (!(name in seen)) {
				if (name !~ /^ladder_(step|run)$/)
					continue
				print object ": no " name
				failed = 1
			} else if (jumps[name] > limit[name]) {
				print object ": " jumps[name] \
				    " conditional jumps in " name
				failed = 1
			}
		}
		exit failed
	}'
done
[ "$checked" -gt 0 ]
