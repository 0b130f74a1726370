/* Hexadecimal, base64, decimals and dates: what decodes has one spelling. */
#include "fuzz.h"

#include "base/bytes.h"
#include "psi/date.h"

static void
check_base64(const char *text, size_t len)
{
	uint8_t *out = malloc(len + 3);
	char *again = malloc(PSI_BASE64_CHARS(len) + 1);

	fuzz_check(out != NULL && again != NULL);
	for (size_t out_len = len / 4 * 3; out_len + 3 > len / 4 * 3;
	     out_len--) {
		if (psi_base64_decode(out, out_len, text, len)) {
			psi_base64_encode(again, out, out_len);
			fuzz_check(memcmp(again, text, len) == 0);
		}
		if (out_len == 0)
			break;
	}
	/* Any bytes survive the way there and back. */
	psi_base64_encode(again, (const uint8_t *)text, len);
	fuzz_check(psi_base64_decode(out, len, again, PSI_BASE64_CHARS(len)));
	fuzz_check(memcmp(out, text, len) == 0);
	free(again);
	free(out);
}

static void
check_hex(const char *text, size_t len)
{
	uint8_t *out = malloc(len / 2 + 1);
	char *again = malloc(len + 2);

	fuzz_check(out != NULL && again != NULL);
	if (psi_hex_decode(out, len / 2, text, len)) {
		psi_hex_encode(again, out, len / 2);
		fuzz_check(memcmp(again, text, len) == 0);
	}
	free(again);
	free(out);
}

static void
check_decimal(const char *text, size_t len)
{
	uint64_t x;

	if (psi_decimal_decode(&x, text, len, UINT64_MAX)) {
		char again[21];
		size_t at = sizeof again;

		do {
			again[--at] = (char)('0' + x % 10);
			x /= 10;
		} while (x > 0);
		fuzz_check(len == sizeof again - at);
		fuzz_check(memcmp(again + at, text, len) == 0);
	}
}

static void
check_date(const char *text, size_t len)
{
	char again[PSI_DATE_CHARS];
	int32_t day;

	if (psi_date_decode(&day, text, len)) {
		fuzz_check(day >= 0);
		psi_date_encode(again, day);
		fuzz_check(len == strlen(again));
		fuzz_check(memcmp(again, text, len) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_copy(data, size);

	check_base64(text, size);
	check_hex(text, size);
	check_decimal(text, size);
	check_date(text, size);
	free(text);
	return 0;
}
