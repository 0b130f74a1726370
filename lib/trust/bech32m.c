#include "trust/bech32m.h"

#include <string.h>

#define BECH32M_CHECKSUM_CHARS 6
#define BECH32M_CONSTANT UINT32_C(0x2bc830a3)

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/* One step of the checksum of BIP 173: the remainder of a polynomial over
 * GF(32) by the generator of a BCH code. */
static uint32_t
polymod_step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[5] = { 0x3b6a57b2, 0x26508e6d,
		0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (int i = 0; i < 5; i++)
		if ((top >> i & 1) != 0)
			sum ^= generator[i];
	return sum;
}

static uint32_t
polymod_hrp(const char *hrp)
{
	uint32_t sum = 1;

	for (const char *p = hrp; *p != '\0'; p++)
		sum = polymod_step(sum, (uint32_t)(unsigned char)*p >> 5);
	sum = polymod_step(sum, 0);
	for (const char *p = hrp; *p != '\0'; p++)
		sum = polymod_step(sum, (uint32_t)(unsigned char)*p & 31);
	return sum;
}

void
psi_bech32m_encode(char *out, const char *hrp, const uint8_t *in, size_t in_len)
{
	uint32_t sum = polymod_hrp(hrp);
	uint32_t bits = 0;
	unsigned int num_bits = 0;

	for (const char *p = hrp; *p != '\0'; p++)
		*out++ = *p;
	*out++ = '1';
	for (size_t i = 0; i < in_len || num_bits > 0;) {
		uint32_t value;

		if (num_bits < 5 && i < in_len) {
			bits = (bits << 8 | in[i++]) & 0xfff;
			num_bits += 8;
		} else if (num_bits < 5) {
			/* The last group is filled with zero bits. */
			bits <<= 5 - num_bits;
			num_bits = 5;
		}
		num_bits -= 5;
		value = bits >> num_bits & 31;
		sum = polymod_step(sum, value);
		*out++ = alphabet[value];
	}
	for (int i = 0; i < BECH32M_CHECKSUM_CHARS; i++)
		sum = polymod_step(sum, 0);
	sum ^= BECH32M_CONSTANT;
	for (int i = 0; i < BECH32M_CHECKSUM_CHARS; i++)
		*out++ = alphabet[sum >> 5 * (5 - i) & 31];
	*out = '\0';
}

static int
bad_text(struct psi_error *err, const char *what)
{
	return psi_refuse(err, PSI_E_GRAMMAR, 0,
	    "copy the whole line that begins with psi1 again",
	    "this is no public identity: %s", what);
}

/* Is `text` hrp, '1', and the right number of characters of the alphabet? */
static int
check_form(size_t out_len, const char *hrp, const char *text, size_t text_len,
    struct psi_error *err)
{
	size_t hrp_len = strlen(hrp);
	size_t want =
	    hrp_len + 1 + (8 * out_len + 4) / 5 + BECH32M_CHECKSUM_CHARS;

	/* Public data. */
	if (text_len <= hrp_len || memcmp(text, hrp, hrp_len) != 0 ||
	    text[hrp_len] != '1')
		return bad_text(err, "it does not begin with psi1");
	for (size_t i = hrp_len + 1; i < text_len; i++) {
		if (text[i] >= 'A' && text[i] <= 'Z')
			return bad_text(err, "it has capital letters");
		if (text[i] == '\0' || strchr(alphabet, text[i]) == NULL)
			return bad_text(
			    err, "it has a character that none has");
	}
	if (text_len < want)
		return bad_text(err, "it is too short");
	if (text_len > want)
		return bad_text(err, "it is too long");
	return 0;
}

int
psi_bech32m_decode(uint8_t *out, size_t out_len, const char *hrp,
    const char *text, size_t text_len, struct psi_error *err)
{
	uint32_t sum = polymod_hrp(hrp);
	uint32_t bits = 0;
	unsigned int num_bits = 0;
	size_t num_out = 0;
	size_t data_end = text_len - BECH32M_CHECKSUM_CHARS;
	int rc;

	if ((rc = check_form(out_len, hrp, text, text_len, err)) != 0)
		return rc;
	for (size_t i = strlen(hrp) + 1; i < text_len; i++) {
		uint32_t value =
		    (uint32_t)(strchr(alphabet, text[i]) - alphabet);

		sum = polymod_step(sum, value);
		if (i >= data_end)
			continue;
		bits = (bits << 5 | value) & 0xfff;
		num_bits += 5;
		if (num_bits >= 8) {
			num_bits -= 8;
			out[num_out++] = (uint8_t)(bits >> num_bits);
		}
	}
	if (sum != BECH32M_CONSTANT)
		return bad_text(err, "a character is wrong or missing");
	if ((bits & ((1U << num_bits) - 1)) != 0)
		return bad_text(err, "it was not made by these tools");
	return 0;
}
