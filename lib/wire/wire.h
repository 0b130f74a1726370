/*
 * The files that are exchanged: blinded/2, evaluated/2, answer/1 and shared/1,
 * as FORMAT.md defines them.
 *
 * The reader is a streaming parser of bytes from outside: memory is constant,
 * every line is checked against the grammar, and the digest is computed on
 * the way. It decides nothing about meaning: that is lib/session's.
 */
#ifndef PSI_WIRE_WIRE_H
#define PSI_WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "group/dleq.h"
#include "group/suite.h"
#include "psi/io.h"

#define PSI_WIRE_LINE_MAX 4096
#define PSI_WIRE_RUN_MAX 999999999
/* Rows of a block, as in group/batch.h. */
#define PSI_WIRE_BLOCK_ROWS 65536
#define PSI_NONCE_BYTES 16
#define PSI_DIGEST_BYTES 32
#define PSI_SEAL_KEY_BYTES 32
#define PSI_SIGNATURE_BYTES 64
#define PSI_SEAL_CHUNK_BYTES 2048
#define PSI_SEALED_BYTES (PSI_SEAL_CHUNK_BYTES + 17)
#define PSI_SEAL_HEADER_BYTES 24
#define PSI_WIRE_GROUPS_MAX 5
#define PSI_WIRE_GROUP_CHARS 24

enum psi_wire_kind {
	PSI_WIRE_BLINDED,
	PSI_WIRE_EVALUATED,
	PSI_WIRE_ANSWER,
	PSI_WIRE_SHARED
};

/* "blinded/2", "evaluated/2", "answer/1", "shared/1". */
const char *psi_wire_kind_name(enum psi_wire_kind kind);

/* The line of a record of the header, which is the same in every file of the
 * kind (FORMAT.md, sections 2 to 3b); 0 where there is none of that name. */
uint64_t psi_wire_record_line(enum psi_wire_kind kind, const char *name);

/*
 * The records before the elements. Of an answer: `suite` must be set
 * by the caller before reading, since the file does not name it.
 */
struct psi_wire_header {
	enum psi_wire_kind kind;
	const struct psi_suite *suite;
	uint8_t agreement[PSI_DIGEST_BYTES];
	char from;
	uint32_t run;
	uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
	uint32_t elements;
	/* blinded/2 only. */
	uint8_t nonce[PSI_NONCE_BYTES];
	int32_t created;
	int32_t source_date;
	uint8_t key_element[PSI_ELEMENT_MAX_BYTES];
	uint8_t key_proof[PSI_PROOF_BYTES];
	uint8_t seal_key[PSI_SEAL_KEY_BYTES];
	uint8_t share_key[PSI_SEAL_KEY_BYTES];
	size_t num_group;
	char group[PSI_WIRE_GROUPS_MAX][PSI_WIRE_GROUP_CHARS];
	uint32_t group_elements[PSI_WIRE_GROUPS_MAX];
	/* evaluated/2 and answer/1 only. */
	uint8_t answers[PSI_DIGEST_BYTES];
	uint8_t beside[PSI_DIGEST_BYTES];
	/* answer/1 only: the digest of the first answer. */
	uint8_t first[PSI_DIGEST_BYTES];
	uint8_t seal_ephemeral[PSI_SEAL_KEY_BYTES];
	uint8_t seal_header[PSI_SEAL_HEADER_BYTES];
	/* SHA-256 of the lines from the first to seal-ephemeral. */
	uint8_t clear_digest[PSI_DIGEST_BYTES];
	/* shared/1 only, besides `created` and what belongs to the seal: 1 for
	 * claims, 2 for fields; the session digest; what the sealed part
	 * commits to (wire/shared.h). It has neither suite nor elements. */
	uint32_t revision;
	uint8_t session[PSI_DIGEST_BYTES];
	uint8_t content[PSI_DIGEST_BYTES];
};

/* Bytes of a number in the second answer of mode counts, and the number that
 * stands for one that is not told. */
#define PSI_WIRE_COUNT_BYTES 8
#define PSI_WIRE_COUNT_HIDDEN UINT64_MAX

/*
 * Bytes of the plaintext that is sealed, before padding: of a first answer
 * (with proofs in mode accounts), of a second one in mode accounts, and of one
 * in mode counts between so many groups (0 where there are none).
 */
uint64_t psi_wire_evaluated_bytes(
    const struct psi_suite *suite, uint64_t elements, bool with_proofs);
uint64_t psi_wire_answer_bytes(uint64_t elements);
uint64_t psi_wire_counts_bytes(size_t num_group);

/* The number of sealed records of so many bytes. */
uint64_t psi_wire_num_sealed(uint64_t plaintext_bytes);

struct psi_wire_reader;

/* `source` must live as long as the reader. */
int psi_wire_reader_new(struct psi_wire_reader **out,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_wire_reader_free(struct psi_wire_reader *reader);

/*
 * Read everything before the element or sealed records. `kind` is what the
 * caller expects; `suite` is used for answers and must be NULL or the
 * expected suite for blinded/2 (another is PSI_E_MISMATCH with its line).
 *
 * Returns 0, PSI_E_GRAMMAR, PSI_E_LIMIT (zero elements, groups that do not
 * add up), PSI_E_MISMATCH, PSI_E_IO.
 */
int psi_wire_read_header(struct psi_wire_reader *reader,
    enum psi_wire_kind kind, const struct psi_suite *suite,
    struct psi_wire_header *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read up to `max` element records (blinded/2), decoded: base64 only, not the
 * group. *num is less than max only at the last declared element. Too few
 * records are PSI_E_LIMIT.
 */
int psi_wire_read_elements(struct psi_wire_reader *reader, uint8_t *out,
    size_t max, size_t *num, struct psi_error *err)
    __attribute__((warn_unused_result));

/* One sealed record of an answer. */
int psi_wire_read_sealed(struct psi_wire_reader *reader,
    uint8_t out[PSI_SEALED_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is the record that comes next one of the body, an element or sealed? To be
 * asked after the header. */
bool psi_wire_in_body(const struct psi_wire_reader *reader);

/*
 * Read sha256, signature and the end of the file; compare the digest
 * (PSI_E_DIGEST). A record of the body in place of `sha256` means more
 * records than declared: PSI_E_LIMIT.
 */
int psi_wire_read_end(struct psi_wire_reader *reader,
    uint8_t digest[PSI_DIGEST_BYTES], uint8_t signature[PSI_SIGNATURE_BYTES],
    struct psi_error *err) __attribute__((warn_unused_result));

/* The line of the record that was read last, from 1. */
uint64_t psi_wire_reader_line(const struct psi_wire_reader *reader);

/*
 * What is signed: "psi-file/1" || 0 || kind || 0 || digest. Writes at most
 * PSI_SIGNED_MAX_BYTES, and returns the length. `kind` is a file kind such
 * as "blinded/2" or "agreement/1".
 */
#define PSI_SIGNED_MAX_BYTES 64
size_t psi_wire_signed_text(uint8_t out[PSI_SIGNED_MAX_BYTES], const char *kind,
    const uint8_t digest[PSI_DIGEST_BYTES]);

struct psi_wire_writer;

/* `sink` must live as long as the writer. */
int psi_wire_writer_new(struct psi_wire_writer **out,
    const struct psi_sink *sink, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_wire_writer_free(struct psi_wire_writer *writer);

/*
 * Write the header records. Of an answer everything up to seal-ephemeral,
 * and header->clear_digest is set; then psi_wire_write_seal_header.
 */
int psi_wire_write_header(struct psi_wire_writer *writer,
    struct psi_wire_header *header, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_wire_write_seal_header(struct psi_wire_writer *writer,
    const uint8_t seal_header[PSI_SEAL_HEADER_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_wire_write_elements(struct psi_wire_writer *writer,
    size_t element_bytes, const uint8_t *in, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_wire_write_sealed(struct psi_wire_writer *writer,
    const uint8_t in[PSI_SEALED_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write the sha256 record, and give the digest; then the signature record,
 * and hand everything to the sink. */
int psi_wire_write_digest(struct psi_wire_writer *writer,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_wire_write_signature(struct psi_wire_writer *writer,
    const uint8_t signature[PSI_SIGNATURE_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
