/*
 * A partner that cheats with its own signing key: an honest file is edited, the
 * digest and the signature are made again, and the other side gets it. Without
 * that every change ends at the signature, and nothing behind it is reached.
 * What is refused has a text and leaves folder and ledger as they were.
 *
 * The first byte of the input chooses the file, by its remainder by NUM_STAGES;
 * what of it is edited, by the quotient: its text, what is sealed in it, whose
 * proofs may be made anew, or its header; and whether the honest file was taken
 * before. Each three bytes after it are an edit.
 */
#include "fuzz.h"

#include "fixed_random.h"
#include "fuzz_edit.h"
#include "base/bytes.h"
#include "group/transcript.h"
#include "session/session.h"
#include "session/share_file.h"
#include "support/forge.h"
#include "support/memory.h"
#include "support/session_world.h"
#include "support/share_world.h"
#include "wire/shared.h"
#include "wire/wire.h"

#define A 0
#define B 1

static const char terms[] =
    "padding-multiple,2\nmaximum-ratio,3\nminimum-overlap,1\n"
    "suppress-below,0\nshare-a,any any name\nshare-b,any any name\n";
static const char terms_of_counts[] =
    "padding-multiple,2\nmaximum-ratio,3\nminimum-overlap,1\n"
    "suppress-below,2\nsuite,P256-SHA256\nmode,counts\n"
    "group,customer\ngroup,prospect\n";
static const char *const lists[2] = {
	"Account ID,Account Name\na1,One\na2,Two\na3,Three\na4,Four\n",
	"Account ID,Account Name\nb1,One\nb2,Two\nb3,Five\n",
};
static const char *const rows[2] = {
	"a1,customer,domain,one.example\na2,customer,domain,two.example\n"
	"a3,prospect,domain,three.example\na4,prospect,domain,four.example\n",
	"b1,customer,domain,one.example\nb2,prospect,domain,two.example\n"
	"b3,prospect,domain,five.example\n",
};

/* What is edited. */
enum part { TEXT, BODY, BODY_WITH_PROOFS, HEADER, NUM_PARTS };

/* The one that is given a file, before it takes it. */
struct stage {
	struct share_world *share;
	enum psi_wire_kind kind;
	size_t receiver;
	/* Of both, by their places. */
	struct world_kept kept[2];
	/* The honest file, and for blinded ones and answers what it is made
	 * from. */
	struct psi_buf file;
	struct forged forged;
	/* Of claims and fields: which, what they hold, and how much at least. */
	uint32_t revision;
	struct psi_buf table;
	uint64_t least;
};

enum stage_name {
	TAKES_BLINDED,
	TAKES_FIRST,
	TAKES_SECOND,
	TAKES_CLAIMS,
	TAKES_FIELDS,
	COUNTS_BLINDED,
	COUNTS_FIRST,
	COUNTS_SECOND,
	NUM_STAGES
};

static struct share_world shares[2];
static struct stage stages[NUM_STAGES];

static void
keep(enum stage_name name, struct share_world *share, enum psi_wire_kind kind,
    size_t receiver)
{
	struct stage *stage = &stages[name];

	stage->share = share;
	stage->kind = kind;
	stage->receiver = receiver;
	for (size_t i = 0; i < 2; i++)
		world_keep(&stage->kept[i], &share->world.party[i]);
}

/* How many bytes are sealed in an answer. */
static size_t
plain_len(const struct psi_wire_header *header, bool is_counts)
{
	if (header->kind == PSI_WIRE_EVALUATED)
		return (size_t)psi_wire_evaluated_bytes(
		    header->suite, header->elements, !is_counts);
	return (size_t)(is_counts ? psi_wire_counts_bytes(2)
				  : psi_wire_answer_bytes(header->elements));
}

/* Take an answer apart, with the key of its receiver. */
static void
open_answer(struct stage *stage)
{
	struct world *world = &stage->share->world;
	struct psi_buf blinded = PSI_BUF_INIT;
	struct forged own = { .body = PSI_BUF_INIT };
	struct psi_wire_reader *reader = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, stage->file.data, stage->file.len);
	struct psi_wire_header *header = &stage->forged.header;

	world_ok(
	    world, world_copy(world, stage->receiver, "blinded", &blinded));
	forge_read_blinded(&own, &blinded, NULL);
	memcpy(stage->forged.seal_key, own.header.seal_key,
	    sizeof own.header.seal_key);
	fuzz_check(psi_wire_reader_new(&reader, &source, NULL) == 0);
	fuzz_check(psi_wire_read_header(reader, stage->kind, own.header.suite,
		       header, NULL) == 0);
	forge_open(&stage->forged.body, world, stage->receiver, &stage->file,
	    stage->kind, plain_len(header, stage->share == &shares[1]));
	psi_wire_reader_free(reader);
	forged_clear(&own);
	psi_buf_clear(&blinded);
}

/* The receiver is about to take this file of its partner's. */
static void
keep_file(enum stage_name name, struct share_world *share,
    enum psi_wire_kind kind, size_t receiver)
{
	struct stage *stage = &stages[name];
	struct world *world = &share->world;
	bool is_blinded = kind == PSI_WIRE_BLINDED;

	keep(name, share, kind, receiver);
	world_ok(world,
	    world_copy(world, 1 - receiver, is_blinded ? "blinded" : "answer",
		&stage->file));
	if (is_blinded)
		forge_read_blinded(&stage->forged, &stage->file, NULL);
	else
		open_answer(stage);
}

static void
give(enum stage_name name,
    int (*step)(struct world *world, size_t who, const void *file, size_t len))
{
	struct stage *stage = &stages[name];
	struct world *world = &stage->share->world;

	world_ok(world,
	    step(world, stage->receiver, stage->file.data, stage->file.len));
}

/* Both have blinded: up to the matches of both. The one that answers first takes
 * the first stage. */
static void
keep_run(struct share_world *share, enum stage_name blinded,
    enum stage_name first, enum stage_name second)
{
	struct world *world = &share->world;
	struct psi_buf file = PSI_BUF_INIT;

	fuzz_check(world_first(world) == A);
	keep_file(blinded, share, PSI_WIRE_BLINDED, A);
	give(blinded, world_exchange);
	world_ok(world, world_copy(world, A, "blinded", &file));
	world_ok(world, world_exchange(world, B, file.data, file.len));
	psi_buf_clear(&file);
	keep_file(first, share, PSI_WIRE_EVALUATED, B);
	give(first, world_reveal);
	keep_file(second, share, PSI_WIRE_ANSWER, A);
	give(second, world_reveal);
}

/* The table of a file that was joined: behind its length and random bytes. */
static void
keep_table(struct stage *stage, const char *object)
{
	const size_t head = 8 + PSI_SHARED_RANDOM_BYTES;
	const struct psi_buf *joined =
	    store_memory_get(&shares[0].world.party[A].folder, object);

	fuzz_check(joined != NULL && joined->len > head);
	fuzz_check(psi_buf_append(&stage->table, joined->data + head,
		       joined->len - head, NULL) == 0);
}

static void
keep_shared(struct share_world *share)
{
	struct stage *claims = &stages[TAKES_CLAIMS];
	struct stage *fields = &stages[TAKES_FIELDS];
	struct psi_buf file = PSI_BUF_INIT;

	share_file(share, B, PSI_SHARE_CLAIMS, &claims->file);
	keep(TAKES_CLAIMS, share, PSI_WIRE_SHARED, A);
	claims->revision = PSI_SHARE_CLAIMS;
	world_ok(&share->world,
	    share_join(share, A, claims->file.data, claims->file.len));
	keep_table(claims, PSI_OBJECT_PARTNER_CLAIMS_TABLE);
	share_file(share, A, PSI_SHARE_CLAIMS, &file);
	world_ok(&share->world, share_join(share, B, file.data, file.len));
	psi_buf_clear(&file);
	share_file(share, B, PSI_SHARE_FIELDS, &fields->file);
	keep(TAKES_FIELDS, share, PSI_WIRE_SHARED, A);
	fields->revision = PSI_SHARE_FIELDS;
	fields->least = PSI_SHARED_PLAINTEXT_MIN;
	world_ok(&share->world,
	    share_join(share, A, fields->file.data, fields->file.len));
	keep_table(fields, PSI_OBJECT_PARTNER_FIELDS_TABLE);
}

static void
start(void)
{
	fuzz_fix_random();
	share_begin(&shares[0], terms, lists, rows);
	keep_run(&shares[0], TAKES_BLINDED, TAKES_FIRST, TAKES_SECOND);
	keep_shared(&shares[0]);
	share_begin(&shares[1], terms_of_counts, lists, rows);
	keep_run(&shares[1], COUNTS_BLINDED, COUNTS_FIRST, COUNTS_SECOND);
}

/* The records from the first to the one before the digest. */
static void
edit_text(struct psi_buf *out, const struct stage *stage, const uint8_t *data,
    size_t size)
{
	static const char mark[] = "\nsha256,";
	const struct world *world = &stage->share->world;
	const uint8_t *end =
	    memmem(stage->file.data, stage->file.len, mark, sizeof mark - 1);
	size_t len = (size_t)(end - stage->file.data);

	fuzz_check(psi_buf_append(out, stage->file.data, len, NULL) == 0);
	fuzz_edit_all(out, data, size);
	fuzz_check(psi_buf_append_text(out, mark, NULL) == 0);
	forge_resign(
	    out, stage->kind, world->party[1 - stage->receiver].identity);
}

/* Is each position 0, or one of a row that the cheat has? */
static bool
has_positions(const struct forged *forged, uint32_t elements)
{
	for (size_t i = 0; i < forged->header.elements; i++)
		if (psi_load32be(forged->body.data + i * PSI_POSITION_BYTES) >
		    elements)
			return false;
	return true;
}

/* Elements of a blinded file, or what is sealed in an answer. */
static void
edit_body(struct psi_buf *out, const struct stage *stage, bool with_proofs,
    const uint8_t *data, size_t size)
{
	struct world *world = &stage->share->world;
	size_t who = 1 - stage->receiver;
	struct forged forged = stage->forged;
	size_t whole = stage->forged.body.len;

	forged.body = (struct psi_buf)PSI_BUF_INIT;
	fuzz_check(psi_buf_append(&forged.body, stage->forged.body.data, whole,
		       NULL) == 0);
	fuzz_edit_all(&forged.body, data, size);
	/* Its length is a matter of the header; the rest is zeros. */
	while (forged.body.len < whole)
		fuzz_insert(
		    &forged.body, forged.body.len, (const uint8_t *)"", 1);
	forged.body.len = whole;
	if (with_proofs && stage == &stages[TAKES_SECOND] &&
	    has_positions(
		&forged, stages[TAKES_BLINDED].forged.header.elements))
		forge_second_proof(
		    &forged, world, who, forge_scalar(world, who));
	if (stage->kind == PSI_WIRE_BLINDED)
		forge_write_blinded(out, &forged, world->party[who].identity);
	else
		forge_write_evaluated(out, &forged, world, who);
	psi_buf_clear(&forged.body);
}

/* Elements of a blinded file are left out at its end, or put in at their places:
 * multiples of the generator. */
static void
resize(struct forged *forged, uint32_t elements)
{
	const struct psi_suite *suite = forged->header.suite;
	size_t n = suite->element_bytes;
	struct psi_buf *body = &forged->body;
	uint8_t scalar[PSI_SCALAR_BYTES] = { 0 };

	if (body->len > elements * n)
		body->len = elements * n;
	while (body->len < elements * n) {
		uint8_t element[PSI_ELEMENT_MAX_BYTES];
		size_t at = 0;

		/* Small in either order of bytes. */
		scalar[0]++;
		scalar[sizeof scalar - 1] = scalar[0] & 7;
		fuzz_check(suite->mul_base(element, scalar, NULL) == 0);
		while (
		    at < body->len && memcmp(body->data + at, element, n) < 0)
			at += n;
		fuzz_insert(body, at, element, n);
	}
	forged->header.elements = elements;
}

/* The public key of the receiver, or one of the cheat's that it has not proved, or
 * one that it has. */
static void
change_key(struct forged *forged, const struct stage *stage, uint8_t how)
{
	const struct world *world = &stage->share->world;
	uint8_t scalar[PSI_SCALAR_BYTES] = { 0 };

	scalar[0] = scalar[sizeof scalar - 1] = 1 + how % 4;
	if (how % 3 == 0)
		memcpy(scalar, forge_scalar(world, stage->receiver),
		    sizeof scalar);
	if (how % 2 == 0 && stage->kind == PSI_WIRE_BLINDED)
		forge_own_key(forged, scalar);
	else
		fuzz_check(forged->header.suite->mul_base(
			       forged->header.public_key, scalar, NULL) == 0);
}

static void
change_header(
    struct forged *forged, const struct stage *stage, const uint8_t how[3])
{
	struct psi_wire_header *header = &forged->header;
	uint8_t *const digests[] = { header->agreement, header->nonce,
		header->answers, header->beside, header->first,
		header->key_proof };

	switch (how[0] % 8) {
	case 0:
		digests[how[1] % 6][how[2] % 16] ^= how[2];
		break;
	case 1:
		header->created += how[1] - 128;
		break;
	case 2:
		header->source_date += how[1] - 128;
		break;
	case 3:
		header->run = 1 + how[1] % 3;
		break;
	case 4:
		if (stage->kind == PSI_WIRE_BLINDED)
			resize(forged, 1 + how[1] % 16);
		else
			header->elements = 1 + how[1] % 16;
		break;
	case 5:
		change_key(forged, stage, how[1]);
		break;
	case 6:
		memset(how[1] % 2 == 0 ? header->seal_key : header->share_key,
		    how[2] % 2, PSI_SEAL_KEY_BYTES);
		break;
	default:
		header->group_elements[how[1] % PSI_WIRE_GROUPS_MAX] =
		    how[2] % 8;
	}
}

static void
edit_header(struct psi_buf *out, const struct stage *stage, const uint8_t *data,
    size_t size)
{
	struct world *world = &stage->share->world;
	size_t who = 1 - stage->receiver;
	struct forged forged = stage->forged;

	forged.body = (struct psi_buf)PSI_BUF_INIT;
	fuzz_check(psi_buf_append(&forged.body, stage->forged.body.data,
		       stage->forged.body.len, NULL) == 0);
	for (size_t i = 0; i < FUZZ_EDITS_MAX && 3 * i + 3 <= size; i++)
		change_header(&forged, stage, data + 3 * i);
	if (stage->kind == PSI_WIRE_BLINDED)
		forge_write_blinded(out, &forged, world->party[who].identity);
	else
		forge_write_evaluated(out, &forged, world, who);
	psi_buf_clear(&forged.body);
}

/* Claims or fields, by the sender's own session. */
static void
edit_table(struct psi_buf *out, const struct stage *stage, const uint8_t *data,
    size_t size)
{
	struct world *world = &stage->share->world;
	size_t who = 1 - stage->receiver;
	struct psi_session *session = NULL;
	struct psi_buf table = PSI_BUF_INIT;
	const struct psi_buf *file;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint64_t total;

	fuzz_check(psi_buf_append(
		       &table, stage->table.data, stage->table.len, NULL) == 0);
	fuzz_edit_all(&table, data, size);
	world_ok(world, world_open(world, who, &session));
	world_ok(world,
	    psi_share_file_make(session, stage->revision, &table, stage->least,
		&total, digest, &world->err));
	file = store_memory_get(&world->party[who].folder,
	    stage->revision == PSI_SHARE_CLAIMS ? PSI_OBJECT_CLAIMS
						: PSI_OBJECT_FIELDS);
	fuzz_check(psi_buf_append(out, file->data, file->len, NULL) == 0);
	psi_session_free(session);
	psi_buf_clear(&table);
}

static void
edit(struct psi_buf *out, const struct stage *stage, enum part part,
    const uint8_t *data, size_t size)
{
	if (part == TEXT)
		edit_text(out, stage, data, size);
	else if (stage->kind == PSI_WIRE_SHARED)
		edit_table(out, stage, data, size);
	else if (part == HEADER)
		edit_header(out, stage, data, size);
	else
		edit_body(out, stage, part == BODY_WITH_PROOFS, data, size);
}

static int
take(const struct stage *stage, const struct psi_buf *file)
{
	struct world *world = &stage->share->world;

	if (stage->kind == PSI_WIRE_SHARED)
		return share_join(
		    stage->share, stage->receiver, file->data, file->len);
	if (stage->kind == PSI_WIRE_BLINDED)
		return world_exchange(
		    world, stage->receiver, file->data, file->len);
	return world_reveal(world, stage->receiver, file->data, file->len);
}

/* That fewer matched than the minimum is a result: the file was taken. */
static bool
is_result(const struct stage *stage, int rc)
{
	return rc == PSI_E_AGREEMENT &&
	    (stage->kind == PSI_WIRE_EVALUATED ||
		stage->kind == PSI_WIRE_ANSWER);
}

static bool
is_kept(const struct world_party *party, const struct world_kept *kept)
{
	return store_memory_difference(&party->folder, &kept->folder) == NULL &&
	    store_memory_difference(&party->ledger, &kept->ledger) == NULL;
}

/* Whether the file is the honest one is known to the caller. */
static void
check_taken(const struct stage *stage, const struct psi_buf *file,
    bool is_honest, bool keeps_second)
{
	struct world *world = &stage->share->world;
	const struct world_party *party = &world->party[stage->receiver];
	struct world_kept before;
	int rc;

	memset(&before, 0, sizeof before);
	world_keep(&before, party);
	memset(&world->err, 0, sizeof world->err);
	rc = take(stage, file);
	fuzz_check(rc == 0 || !is_honest);
	if (rc != 0)
		fuzz_check(rc == world->err.code && world->err.text[0] != '\0');
	/* A second statement of the partner's is kept aside. */
	if (rc != 0 && !is_result(stage, rc) && !keeps_second)
		fuzz_check(is_kept(party, &before));
	fuzz_check(store_memory_is_quiet(&party->folder) &&
	    store_memory_is_quiet(&party->ledger));
	world_kept_clear(&before);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_buf file = PSI_BUF_INIT;
	const struct stage *stage;
	enum part part;
	bool is_second;

	if (stages[COUNTS_SECOND].file.len == 0)
		start();
	if (size == 0)
		return 0;
	stage = &stages[data[0] % NUM_STAGES];
	part = data[0] / NUM_STAGES % NUM_PARTS;
	is_second = data[0] / (NUM_STAGES * NUM_PARTS) % 2 == 1;
	for (size_t i = 0; i < 2; i++)
		world_put_back(&stage->share->world.party[i], &stage->kept[i]);
	edit(&file, stage, part, data + 1, size - 1);
	if (is_second)
		world_ok(&stage->share->world, take(stage, &stage->file));
	/* What is sealed anew is another file. */
	check_taken(stage, &file, size < 4 && (part == TEXT || !is_second),
	    is_second && stage->kind == PSI_WIRE_SHARED);
	psi_buf_clear(&file);
	return 0;
}
