/* Hexadecimal of the vectors to bytes, for cmocka programs. */
#ifndef PSI_KAT_HEX_H
#define PSI_KAT_HEX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"

/* Decode a string of at most `out_size` bytes; returns their number. */
static inline size_t
kat_hex(uint8_t *out, size_t out_size, const char *hex)
{
	const size_t len = strlen(hex) / 2;

	assert_true(len <= out_size);
	assert_true(psi_hex_decode(out, len, hex, strlen(hex)));
	return len;
}

#endif
