#include "session/blind_message.h"

#include "base/random.h"

/* PROTOCOL.md section 1 and 2. Padding is made as keys are, from a text that
 * nobody can guess: a uniformly random element like any other. */
#define KEY_TAG "psi-key/1"
#define PADDING_TAG "psi-padding/1"
#define PADDING_BYTES 32

int
psi_blind_message(struct psi_buf *out,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], const char *key,
    size_t key_len, struct psi_error *err)
{
	uint8_t padding[PADDING_BYTES];
	int rc;

	if (key == NULL) {
		if ((rc = psi_random(padding, sizeof padding, err)) != 0 ||
		    (rc = psi_buf_append_text(out, PADDING_TAG, err)) != 0)
			return rc;
		return psi_buf_append(out, padding, sizeof padding, err);
	}
	if ((rc = psi_buf_append_text(out, KEY_TAG, err)) != 0 ||
	    (rc = psi_buf_append(
		 out, agreement, PSI_AGREEMENT_DIGEST_BYTES, err)) != 0)
		return rc;
	return psi_buf_append(out, key, key_len, err);
}

void
psi_blind_messages_point(
    const struct psi_buf *text, struct psi_message *message, size_t num)
{
	const uint8_t *p = text->data;

	for (size_t i = 0; i < num; i++) {
		message[i].data = p;
		p += message[i].len;
	}
}
