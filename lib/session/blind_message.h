/* The message that each element of a blinded file is made of. */
#ifndef PSI_SESSION_BLIND_MESSAGE_H
#define PSI_SESSION_BLIND_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "group/suite.h"
#include "trust/agreement.h"

/* Append that of a key, "type:value"; or that of padding, which is drawn, where
 * `key` is NULL. Returns 0, PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_blind_message(struct psi_buf *out,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], const char *key,
    size_t key_len, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The same as a record of a part's input (FORMAT.md section 5b): two bytes for
 * the length of the key, and the key; or zeros and what padding is drawn from.
 */
#define PSI_BLIND_LENGTH_BYTES 2
#define PSI_BLIND_PADDING_BYTES 32
int psi_blind_record(struct psi_buf *out, const char *key, size_t key_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Append the message of padding that was drawn before. */
int psi_blind_message_padding(struct psi_buf *out,
    const uint8_t padding[PSI_BLIND_PADDING_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* The messages that were appended one after the other, by their lengths, which
 * are there: say where they are. Nothing may be appended after that. */
void psi_blind_messages_point(
    const struct psi_buf *text, struct psi_message *message, size_t num);

#endif
