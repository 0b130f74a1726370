#include "wire/wire.h"

#include <string.h>

const char *
psi_wire_kind_name(enum psi_wire_kind kind)
{
	static const char *const names[] = { "blinded/2", "evaluated/1",
		"shared/1" };

	return names[kind];
}

uint64_t
psi_wire_plaintext_bytes(
    const struct psi_suite *suite, uint64_t elements, bool with_proofs)
{
	/* At most 2^32 elements of 33 bytes: far from wrapping. */
	uint64_t blocks =
	    (elements + PSI_WIRE_BLOCK_ROWS - 1) / PSI_WIRE_BLOCK_ROWS;

	return elements * suite->element_bytes +
	    (with_proofs ? blocks * PSI_PROOF_BYTES : 0);
}

uint64_t
psi_wire_num_sealed(
    const struct psi_suite *suite, uint64_t elements, bool with_proofs)
{
	return (psi_wire_plaintext_bytes(suite, elements, with_proofs) +
		   PSI_SEAL_CHUNK_BYTES - 1) /
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
