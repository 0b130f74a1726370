#include "session/share_file.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hashing.h"
#include "base/object.h"
#include "base/random.h"
#include "base/secret.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/session.h"
#include "session/share_key.h"
#include "session/stored_file.h"
#include "wire/shared.h"

#define HEAD_BYTES (8 + (size_t)PSI_SHARED_RANDOM_BYTES)

static const char *const own_objects[] = { PSI_OBJECT_CLAIMS,
	PSI_OBJECT_FIELDS };
static const char *const table_objects[] = { PSI_OBJECT_PARTNER_CLAIMS_TABLE,
	PSI_OBJECT_PARTNER_FIELDS_TABLE };

int
psi_share_allowed(const struct psi_session *session, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	const struct psi_state *state = &session->state;

	if (agreement->mode == PSI_MODE_COUNTS)
		return psi_refuse(err, PSI_E_AGREEMENT, 0, NULL,
		    "by the agreement this run counts only: there are no "
		    "accounts to share fields of");
	if (!agreement->learns[0] || !agreement->learns[1])
		return psi_refuse(err, PSI_E_AGREEMENT, 0, NULL,
		    "by the agreement only one side learns the matches, so "
		    "no fields are shared");
	if (state->state == PSI_SESSION_CLOSED)
		return psi_refuse(err, PSI_E_STATE, 0, "begin another run",
		    "this run was closed");
	if (state->state != PSI_SESSION_REVEALED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-reveal on your partner's answer first",
		    "this session is not revealed yet");
	if (state->withheld == PSI_WITHHELD_OVERLAP)
		return psi_session_withheld(session, err);
	return 0;
}

void
psi_share_session_digest(
    const struct psi_session *session, uint8_t out[PSI_DIGEST_BYTES])
{
	psi_session_digest(session, out);
}

/* Where the sealed part of the partner's file goes to, and of ours. `digest` is
 * that of the whole file, or NULL where its key is compared with the secret. */
static int
recipient_key(uint8_t out[PSI_SEAL_KEY_BYTES],
    const struct psi_session *session, const char *object,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	rc = psi_stored_open(&file, session, object, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	memcpy(out, file.header.share_key, PSI_SEAL_KEY_BYTES);
	/* What is sealed to a key that has changed, nobody could open, and a
	 * revision is made once. */
	if (digest != NULL)
		rc = psi_stored_check(&file, digest, err);
	psi_stored_close(&file);
	return rc;
}

static void
fill_header(struct psi_wire_header *header, const struct psi_session *session,
    uint32_t revision)
{
	memset(header, 0, sizeof *header);
	header->kind = PSI_WIRE_SHARED;
	memcpy(header->agreement, session->state.agreement,
	    sizeof header->agreement);
	header->from = session->state.role;
	header->run = session->state.run;
	header->revision = revision;
	header->created = session->options.today;
	psi_share_session_digest(session, header->session);
}

static int
write_file(struct psi_session *session, struct psi_wire_writer *writer,
    struct psi_wire_header *header, const struct psi_buf *table, uint64_t total,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	uint8_t recipient[PSI_SEAL_KEY_BYTES];
	uint8_t random[PSI_SHARED_RANDOM_BYTES];
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	struct psi_seal_context context = { PSI_SEAL_TAG_SHARE,
		header->seal_ephemeral, recipient, identities,
		header->clear_digest };
	struct psi_sealer *sealer = NULL;
	int rc;

	psi_session_identities(session, identities);
	if ((rc = recipient_key(recipient, session, PSI_OBJECT_PARTNER_BLINDED,
		 session->state.partner_blinded, err)) != 0 ||
	    (rc = psi_random(random, sizeof random, err)) != 0 ||
	    (rc = psi_seal_keypair(&ephemeral, header->seal_ephemeral, err)) !=
		0)
		goto out;
	psi_shared_content(header->content, random, table->data, table->len);
	if ((rc = psi_wire_write_header(writer, header, err)) != 0 ||
	    (rc = psi_sealer_new(&sealer, writer, &context, &ephemeral, err)) !=
		0 ||
	    (rc = psi_shared_seal(
		 sealer, random, table->data, table->len, total, err)) != 0)
		goto out;
	rc = psi_session_sign(session, writer, PSI_WIRE_SHARED, digest, err);
out:
	psi_sealer_free(sealer);
	psi_secret_clear(&ephemeral);
	psi_wipe(random, sizeof random);
	return rc;
}

int
psi_share_file_make(struct psi_session *session, uint32_t revision,
    const struct psi_buf *table, uint64_t least, uint64_t *total,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_wire_writer *writer = NULL;
	struct psi_wire_header header;
	struct psi_sink sink;
	int rc;

	*total = psi_shared_plaintext_bytes(table->len, least);
	fill_header(&header, session, revision);
	rc =
	    store->create(store->cookie, own_objects[revision - 1], &sink, err);
	if (rc != 0)
		return rc;
	rc = psi_wire_writer_new(&writer, &sink, err);
	if (rc == 0)
		rc = write_file(
		    session, writer, &header, table, *total, digest, err);
	psi_wire_writer_free(writer);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* The largest table that a partner may send. */
static uint64_t
maximum_length(const struct psi_session *session)
{
	const struct psi_agreement_party *party =
	    &session->agreement->party[psi_session_partner(session)];

	/* Header and closing row besides. */
	return ((uint64_t)party->maximum_shared + 2) *
	    (PSI_SHARED_LINE_MAX + 1);
}

static int
check_header(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	if ((rc = psi_partner_file_check_header(session, header,
		 "take the file that your partner sent for this run", err)) !=
	    0)
		return rc;
	psi_share_session_digest(session, digest);
	if (!psi_public_equal(digest, header->session, sizeof digest))
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(PSI_WIRE_SHARED, "session"),
		    "compare the two blinded files with your partner",
		    "the file belongs to another session of this run");
	if (header->created < session->agreement->created ||
	    header->created > session->options.today + 1)
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(PSI_WIRE_SHARED, "created"),
		    "compare the clocks of both machines",
		    "the file was made before the agreement or in the future");
	if (header->revision == PSI_SHARE_CLAIMS)
		return 0;
	if (!psi_state_has(session->state.partner_claims))
		return psi_refuse(err, PSI_E_MISMATCH, 0,
		    "run psi-join on your partner's claims first",
		    "these are fields, and the claims that they belong to "
		    "have not come yet");
	if (!psi_state_has(session->state.own_claims))
		return psi_refuse(err, PSI_E_STATE, 0, "run psi-share first",
		    "you have sent no claims yet, so these fields can answer "
		    "none");
	return 0;
}

/* The whole file once: grammar, limits, digest, signature, and whose it is;
 * a copy of it is stored. */
static int
first_pass(struct psi_share_incoming *out, struct psi_session *session,
    struct psi_wire_reader *reader, struct psi_error *err)
{
	uint64_t left = psi_shared_plaintext_bytes(maximum_length(session), 0) /
	    PSI_SEAL_CHUNK_BYTES;
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	int rc;

	rc = psi_wire_read_header(reader, PSI_WIRE_SHARED,
	    session->agreement->suite, &out->header, err);
	while (rc == 0 && psi_wire_in_body(reader)) {
		if (left-- == 0)
			return psi_refuse(err, PSI_E_LIMIT,
			    psi_wire_reader_line(reader),
			    "ask your partner how it was made",
			    "the file is larger than the agreement allows");
		rc = psi_wire_read_sealed(reader, sealed, err);
	}
	if (rc != 0 ||
	    (rc = psi_wire_read_end(reader, out->digest, signature, err)) !=
		0 ||
	    (rc = psi_partner_file_verify(session, PSI_WIRE_SHARED,
		 out->header.from, out->digest, signature,
		 psi_wire_reader_line(reader), err)) != 0)
		return rc;
	return check_header(session, &out->header, err);
}

static int
store_incoming(struct psi_share_incoming *out, struct psi_session *session,
    const struct psi_source *source, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_wire_reader *reader = NULL;
	struct psi_sink sink;
	struct psi_copying copying = { source, &sink };
	struct psi_source copied = { psi_copying_read, &copying };
	int rc;

	rc = store->create(
	    store->cookie, PSI_OBJECT_INCOMING_SHARED, &sink, err);
	if (rc != 0)
		return rc;
	rc = psi_wire_reader_new(&reader, &copied, err);
	if (rc == 0)
		rc = first_pass(out, session, reader, err);
	psi_wire_reader_free(reader);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* The table on its way out of the seal, and into its object. */
struct tee {
	struct psi_source table;
	struct psi_sink sink;
	bool has_sink;
	/* To the sink. */
	struct psi_hashing_sink hashing;
	struct psi_sink hashed;
};

static int
tee_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct tee *tee = cookie;
	int rc;

	rc = tee->table.read(tee->table.cookie, out, out_size, out_len, err);
	if (rc != 0 || !tee->has_sink || *out_len == 0)
		return rc;
	return tee->hashed.write(tee->hashed.cookie, out, *out_len, err);
}

static int
read_table(struct psi_share_incoming *in, struct tee *tee,
    struct psi_session *session, struct psi_shared_opening *opening,
    const struct psi_share_side *side, struct psi_share_partner *partner,
    struct psi_error *err)
{
	struct psi_source source = { tee_read, tee };
	uint8_t head[HEAD_BYTES];
	uint64_t least;
	bool is_claims = in->header.revision == PSI_SHARE_CLAIMS;
	int rc;

	least = is_claims ? 0 : session->state.partner_claims_bytes;
	rc = psi_shared_open(
	    opening, opening->opener, least, maximum_length(session), err);
	if (rc != 0)
		return rc;
	in->total = psi_shared_plaintext_bytes(opening->length, least);
	psi_u64be(head, opening->length);
	memcpy(head + 8, opening->random, PSI_SHARED_RANDOM_BYTES);
	if (tee->has_sink &&
	    (rc = tee->hashed.write(
		 tee->hashed.cookie, head, sizeof head, err)) != 0)
		return rc;
	tee->table = psi_shared_open_table(opening);
	if (is_claims)
		rc = psi_share_partner_claims(
		    partner, side, session, &source, err);
	else
		rc = psi_share_partner_fields(
		    partner, side, session, &source, err);
	in->rows = is_claims ? partner->rows.num : partner->num_field_row;
	return rc != 0 ? rc
		       : psi_shared_open_end(opening, in->header.content, err);
}

/* The stored copy again, with its seal opened. */
static int
second_pass(struct psi_share_incoming *in, struct tee *tee,
    struct psi_session *session, const struct psi_share_side *side,
    struct psi_share_partner *partner, struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	struct psi_shared_opening opening;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	uint8_t recipient[PSI_SEAL_KEY_BYTES];
	struct psi_secret secret = PSI_SECRET_INIT;
	struct psi_opener *opener = NULL;
	struct psi_seal_context context = { PSI_SEAL_TAG_SHARE,
		file.header.seal_ephemeral, recipient, identities,
		file.header.clear_digest };
	int rc;

	psi_session_identities(session, identities);
	if ((rc = psi_share_key_read(session, &secret, err)) != 0 ||
	    (rc = recipient_key(
		 recipient, session, PSI_OBJECT_BLINDED, NULL, err)) != 0)
		goto out;
	if (!psi_seal_is_pair(&secret, recipient)) {
		rc = psi_stored_damaged(PSI_OBJECT_SHARE, err);
		goto out;
	}
	if ((rc = psi_stored_open(&file, session, PSI_OBJECT_INCOMING_SHARED,
		 PSI_WIRE_SHARED, err)) != 0)
		goto out;
	rc = psi_opener_new(&opener, file.reader, &context,
	    file.header.seal_header, &secret, PSI_SHARED_PLAINTEXT_MIN, err);
	opening.opener = opener;
	if (rc == 0)
		rc = read_table(in, tee, session, &opening, side, partner, err);
	if (rc == 0)
		rc = psi_stored_finish(&file, in->digest, err);
out:
	psi_opener_free(opener);
	psi_secret_clear(&secret);
	psi_stored_close(&file);
	return rc;
}

int
psi_share_file_check(struct psi_share_incoming *out,
    struct psi_session *session, const struct psi_source *source,
    const struct psi_share_side *side, struct psi_share_partner *partner,
    struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct tee tee = { .has_sink = false };
	const uint8_t *known;
	size_t place;
	int rc;

	memset(out, 0, sizeof *out);
	if ((rc = store_incoming(out, session, source, err)) != 0)
		return rc;
	place = out->header.revision - 1;
	known = place == 0 ? session->state.partner_claims
			   : session->state.partner_fields;
	out->is_known = psi_state_has(known);
	if (place == 1 &&
	    (rc = psi_share_stored(partner, session, side, false, err)) != 0)
		return rc;
	if (!out->is_known) {
		rc = store->create(
		    store->cookie, table_objects[place], &tee.sink, err);
		if (rc != 0)
			return rc;
		tee.has_sink = true;
		tee.hashed = psi_hashing_to(&tee.hashing, &tee.sink);
	}
	rc = second_pass(out, &tee, session, side, partner, err);
	if (tee.has_sink && rc == 0) {
		psi_sha256_final(&tee.hashing.sha256, out->table);
		return store->commit(store->cookie, &tee.sink, err);
	}
	if (tee.has_sink)
		store->abandon(store->cookie, &tee.sink);
	psi_wipe(&tee.hashing, sizeof tee.hashing);
	return rc;
}

/* Is what was read, and whatever follows, what was written? */
static int
check_stored(const struct psi_hashing_source *hashing,
    const struct psi_source *hashed, const uint8_t digest[PSI_DIGEST_BYTES],
    struct psi_error *err)
{
	uint8_t rest[256];
	size_t got = 0;
	int rc;

	do {
		rc = hashed->read(hashed->cookie, rest, sizeof rest, &got, err);
	} while (rc == 0 && got > 0);
	if (rc != 0)
		return rc;
	return psi_state_vouches(digest, &hashing->sha256) ? 0 : PSI_E_STATE;
}

/* Skip length and random bytes, which stand before the stored table. */
static int
read_stored(struct psi_share_partner *partner,
    const struct psi_session *session, const struct psi_share_side *side,
    bool is_claims, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	const struct psi_store *store = &session->store;
	struct psi_hashing_source hashing;
	struct psi_source hashed;
	struct psi_source source;
	uint8_t head[HEAD_BYTES];
	size_t got = 0;
	int rc;

	rc = store->open(
	    store->cookie, table_objects[is_claims ? 0 : 1], &source, err);
	if (rc != 0)
		return rc;
	hashed = psi_hashing_from(&hashing, &source);
	rc = psi_source_read_full(&hashed, head, sizeof head, &got, err);
	if (rc == 0 && is_claims)
		rc = psi_share_partner_claims(
		    partner, side, session, &hashed, err);
	else if (rc == 0)
		rc = psi_share_partner_fields(
		    partner, side, session, &hashed, err);
	if (rc == 0)
		rc = check_stored(&hashing, &hashed,
		    is_claims ? state->partner_claims_table
			      : state->partner_fields_table,
		    err);
	store->close(store->cookie, &source);
	/* The hash has the last bytes that it took, of the partner's fields. */
	psi_wipe(&hashing, sizeof hashing);
	return rc;
}

int
psi_share_stored(struct psi_share_partner *partner,
    const struct psi_session *session, const struct psi_share_side *side,
    bool with_fields, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	int rc = 0;

	if (psi_state_has(state->partner_claims))
		rc = read_stored(partner, session, side, true, err);
	if (rc == 0 && with_fields && psi_state_has(state->partner_fields))
		rc = read_stored(partner, session, side, false, err);
	if (rc == PSI_E_IO || rc == PSI_E_NOMEM || rc == 0)
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: what your partner sent cannot be read");
}
