#include "session/blind_message.h"

#include "base/random.h"

/* PROTOCOL.md section 1 and 2. Padding is made as keys are, from a text that
 * nobody can guess: a uniformly random element like any other. */
#define KEY_TAG "psi-key/1"
#define PADDING_TAG "psi-padding/1"

int
psi_blind_message(struct psi_buf *out,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], const char *key,
    size_t key_len, struct psi_error *err)
{
	uint8_t padding[PSI_BLIND_PADDING_BYTES];
	int rc;

	if (key == NULL) {
		if ((rc = psi_random(padding, sizeof padding, err)) != 0)
			return rc;
		return psi_blind_message_padding(out, padding, err);
	}
	if ((rc = psi_buf_append_text(out, KEY_TAG, err)) != 0 ||
	    (rc = psi_buf_append(
		 out, agreement, PSI_AGREEMENT_DIGEST_BYTES, err)) != 0)
		return rc;
	return psi_buf_append(out, key, key_len, err);
}

int
psi_blind_message_padding(struct psi_buf *out,
    const uint8_t padding[PSI_BLIND_PADDING_BYTES], struct psi_error *err)
{
	int rc = psi_buf_append_text(out, PADDING_TAG, err);

	return rc != 0
	    ? rc
	    : psi_buf_append(out, padding, PSI_BLIND_PADDING_BYTES, err);
}

int
psi_blind_record(
    struct psi_buf *out, const char *key, size_t key_len, struct psi_error *err)
{
	uint8_t padding[PSI_BLIND_PADDING_BYTES];
	uint8_t length[PSI_BLIND_LENGTH_BYTES] = { 0 };
	int rc;

	if (key == NULL) {
		if ((rc = psi_random(padding, sizeof padding, err)) != 0 ||
		    (rc = psi_buf_append(out, length, sizeof length, err)) != 0)
			return rc;
		return psi_buf_append(out, padding, sizeof padding, err);
	}
	/* A key is shorter than a message may be (key_read.c). */
	length[0] = (uint8_t)(key_len >> 8);
	length[1] = (uint8_t)key_len;
	if ((rc = psi_buf_append(out, length, sizeof length, err)) != 0)
		return rc;
	return psi_buf_append(out, key, key_len, err);
}

void
psi_blind_messages_point(
    const struct psi_buf *text, struct psi_message *message, size_t num)
{
	const uint8_t *p = text->data;

	/* Nothing was appended. */
	if (p == NULL)
		return;
	for (size_t i = 0; i < num; i++) {
		message[i].data = p;
		p += message[i].len;
	}
}
