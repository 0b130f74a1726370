#include "wire/wire.h"

#include <string.h>

const char *
psi_wire_kind_name(enum psi_wire_kind kind)
{
	static const char *const names[] = {
		[PSI_WIRE_BLINDED] = "blinded/2",
		[PSI_WIRE_EVALUATED] = "evaluated/2",
		[PSI_WIRE_ANSWER] = "answer/1",
		[PSI_WIRE_SHARED] = "shared/1",
	};

	return names[kind];
}

uint64_t
psi_wire_record_line(enum psi_wire_kind kind, const char *name)
{
	/* All begin with the same five lines. */
	static const char *const first[] = { "record", "file", "agreement",
		"from", "run" };
	static const char *const others[][11] = {
		[PSI_WIRE_BLINDED] = { "nonce", "created", "source-date",
		    "suite", "public-key", "key-element", "key-proof",
		    "seal-key", "share-key", "elements", "group" },
		[PSI_WIRE_EVALUATED] = { "answers", "beside", "public-key",
		    "elements", "seal-ephemeral", "seal-header" },
		[PSI_WIRE_ANSWER] = { "answers", "beside", "first",
		    "public-key", "elements", "seal-ephemeral", "seal-header" },
		[PSI_WIRE_SHARED] = { "revision", "session", "created",
		    "content", "seal-ephemeral", "seal-header" },
	};
	size_t num_first = sizeof first / sizeof first[0];
	size_t num_others = sizeof others[0] / sizeof others[0][0];

	for (size_t i = 0; i < num_first; i++)
		if (strcmp(first[i], name) == 0)
			return i + 1;
	for (size_t i = 0; i < num_others && others[kind][i] != NULL; i++)
		if (strcmp(others[kind][i], name) == 0)
			return num_first + i + 1;
	return 0;
}

/* At most 2^32 elements of 33 bytes: far from wrapping. */
static uint64_t
proof_bytes(uint64_t elements)
{
	return (elements + PSI_WIRE_BLOCK_ROWS - 1) / PSI_WIRE_BLOCK_ROWS *
	    PSI_PROOF_BYTES;
}

uint64_t
psi_wire_evaluated_bytes(
    const struct psi_suite *suite, uint64_t elements, bool with_proofs)
{
	return elements * suite->element_bytes +
	    (with_proofs ? proof_bytes(elements) : 0);
}

uint64_t
psi_wire_answer_bytes(uint64_t elements)
{
	return elements * sizeof(uint32_t) + proof_bytes(elements);
}

uint64_t
psi_wire_counts_bytes(size_t num_group)
{
	size_t num = num_group == 0 ? 1 : num_group;

	return num * num * PSI_WIRE_COUNT_BYTES;
}

uint64_t
psi_wire_num_sealed(uint64_t plaintext_bytes)
{
	return (plaintext_bytes + PSI_SEAL_CHUNK_BYTES - 1) /
	    PSI_SEAL_CHUNK_BYTES;
}

size_t
psi_wire_signed_text(uint8_t out[PSI_SIGNED_MAX_BYTES], const char *kind,
    const uint8_t digest[PSI_DIGEST_BYTES])
{
	static const char tag[] = "psi-file/1";
	size_t kind_len = strlen(kind);
	size_t len = 0;

	/* sizeof tag counts the NUL, which is the first 0x00 of the text. */
	memcpy(out, tag, sizeof tag);
	len += sizeof tag;
	memcpy(out + len, kind, kind_len + 1);
	len += kind_len + 1;
	memcpy(out + len, digest, PSI_DIGEST_BYTES);
	return len + PSI_DIGEST_BYTES;
}
