#include "session/key_element.h"

#include <string.h>

#include "base/bytes.h"

/* PROTOCOL.md section 2. */
#define OWN_TAG "psi-own/1"

int
psi_key_element(uint8_t *out, const struct psi_suite *suite,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], char role,
    uint32_t run, const uint8_t nonce[PSI_NONCE_BYTES], struct psi_error *err)
{
	uint8_t text[sizeof OWN_TAG - 1 + PSI_AGREEMENT_DIGEST_BYTES + 1 + 8 +
	    PSI_NONCE_BYTES];
	uint8_t dst[PSI_DST_MAX_BYTES];
	size_t dst_len = psi_suite_dst(suite, "HashToGroup-", dst);
	uint8_t *p = text;

	memcpy(p, OWN_TAG, sizeof OWN_TAG - 1);
	p += sizeof OWN_TAG - 1;
	memcpy(p, agreement, PSI_AGREEMENT_DIGEST_BYTES);
	p += PSI_AGREEMENT_DIGEST_BYTES;
	*p++ = (uint8_t)role;
	psi_u64be(p, run);
	p += 8;
	memcpy(p, nonce, PSI_NONCE_BYTES);
	return suite->hash_to_group(out, text, sizeof text, dst, dst_len, err);
}
