/*
 * A partner that cheats with its own signing key: an honest file is edited, the
 * digest and the signature are made again, and the other side gets it. Without
 * that every change ends at the signature, and nothing behind it is reached.
 * What is refused has a text and leaves folder and ledger as they were.
 *
 * The first byte of the input chooses the file, and whether its text is edited
 * or what is sealed in it; each three bytes after it are an edit.
 */
#include "fuzz.h"

#include "fixed_random.h"
#include "fuzz_edit.h"
#include "support/forge.h"
#include "support/session_world.h"
#include "support/share_world.h"
#include "wire/wire.h"

#define A 0
#define B 1

static const char terms[] =
    "padding-multiple,2\nmaximum-ratio,3\nminimum-overlap,1\n"
    "suppress-below,0\nshare-a,any any name\nshare-b,any any name\n";
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

/* The one that is given a file, before it takes it. */
struct stage {
	enum psi_wire_kind kind;
	size_t receiver;
	struct store_memory folder;
	struct store_memory ledger;
	/* The honest file, and for sealed ones what it is made from. */
	struct psi_buf file;
	struct forged forged;
};

enum stage_name {
	TAKES_BLINDED,
	TAKES_FIRST,
	TAKES_SECOND,
	TAKES_CLAIMS,
	NUM_STAGES
};

static struct share_world share;
static struct stage stages[NUM_STAGES];

static void
keep(enum stage_name name, enum psi_wire_kind kind, size_t receiver,
    const char *what)
{
	struct stage *stage = &stages[name];
	struct world *world = &share.world;
	const struct world_party *party = &world->party[receiver];

	stage->kind = kind;
	stage->receiver = receiver;
	store_memory_clear(&stage->folder);
	store_memory_clear(&stage->ledger);
	store_memory_copy(&stage->folder, &party->folder);
	store_memory_copy(&stage->ledger, &party->ledger);
	if (what != NULL)
		world_ok(
		    world, world_copy(world, 1 - receiver, what, &stage->file));
}

static void
give(enum stage_name name,
    int (*step)(struct world *world, size_t who, const void *file, size_t len))
{
	struct stage *stage = &stages[name];

	world_ok(&share.world,
	    step(&share.world, stage->receiver, stage->file.data,
		stage->file.len));
}

static void
start(void)
{
	struct world *world = &share.world;

	fuzz_fix_random();
	share_begin(&share, terms, lists, rows);
	keep(TAKES_BLINDED, PSI_WIRE_BLINDED, A, "blinded");
	forge_read_blinded(
	    &stages[TAKES_BLINDED].forged, &stages[TAKES_BLINDED].file, NULL);
	give(TAKES_BLINDED, world_exchange);
	keep(TAKES_FIRST, PSI_WIRE_BLINDED, B, "blinded");
	give(TAKES_FIRST, world_exchange);
	keep(TAKES_FIRST, PSI_WIRE_EVALUATED, B, "answer");
	forge_answer(&stages[TAKES_FIRST].forged, world, A, true);
	give(TAKES_FIRST, world_reveal);
	keep(TAKES_SECOND, PSI_WIRE_ANSWER, A, "answer");
	forge_second(&stages[TAKES_SECOND].forged, world, B);
	give(TAKES_SECOND, world_reveal);
	keep(TAKES_CLAIMS, PSI_WIRE_SHARED, A, NULL);
	share_file(&share, B, 1, &stages[TAKES_CLAIMS].file);
}

/* The records from the first to the one before the digest. */
static void
edit_text(struct psi_buf *out, const struct stage *stage,
    const struct psi_identity *cheat, const uint8_t *data, size_t size)
{
	static const char mark[] = "\nsha256,";
	const uint8_t *end =
	    memmem(stage->file.data, stage->file.len, mark, sizeof mark - 1);
	size_t len = (size_t)(end - stage->file.data);

	fuzz_check(psi_buf_append(out, stage->file.data, len, NULL) == 0);
	fuzz_edit_all(out, data, size);
	fuzz_check(psi_buf_append_text(out, mark, NULL) == 0);
	forge_resign(out, stage->kind, cheat);
}

/* Elements of a blinded file, or what is sealed in an answer. */
static void
edit_body(struct psi_buf *out, const struct stage *stage, const uint8_t *data,
    size_t size)
{
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
	if (stage->kind == PSI_WIRE_BLINDED)
		forge_write_blinded(
		    out, &forged, share.world.party[who].identity);
	else
		forge_write_evaluated(out, &forged, &share.world, who);
	psi_buf_clear(&forged.body);
}

static int
take(const struct stage *stage, const struct psi_buf *file)
{
	struct world *world = &share.world;

	if (stage->kind == PSI_WIRE_SHARED)
		return share_join(
		    &share, stage->receiver, file->data, file->len);
	if (stage->kind == PSI_WIRE_BLINDED)
		return world_exchange(
		    world, stage->receiver, file->data, file->len);
	return world_reveal(world, stage->receiver, file->data, file->len);
}

static void
check_unchanged(
    const struct store_memory *before, const struct store_memory *after)
{
	size_t num[2] = { 0, 0 };

	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		const struct store_memory_object *object = &before->object[i];
		const struct psi_buf *now;

		num[0] += object->exists;
		num[1] += after->object[i].exists;
		if (!object->exists)
			continue;
		now = store_memory_get(after, object->name);
		fuzz_check(now != NULL && now->len == object->bytes.len);
		fuzz_check(now->len == 0 ||
		    memcmp(now->data, object->bytes.data, now->len) == 0);
	}
	fuzz_check(num[0] == num[1]);
}

/* That fewer matched than the minimum is a result: the file was taken. */
static bool
is_result(const struct stage *stage, int rc)
{
	return rc == PSI_E_AGREEMENT &&
	    (stage->kind == PSI_WIRE_EVALUATED ||
		stage->kind == PSI_WIRE_ANSWER);
}

static void
restore(const struct stage *stage)
{
	struct world_party *party = &share.world.party[stage->receiver];

	store_memory_clear(&party->folder);
	store_memory_clear(&party->ledger);
	store_memory_copy(&party->folder, &stage->folder);
	store_memory_copy(&party->ledger, &stage->ledger);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_buf file = PSI_BUF_INIT;
	const struct stage *stage;
	struct world_party *party;
	int rc;

	if (stages[TAKES_CLAIMS].file.len == 0)
		start();
	if (size == 0)
		return 0;
	stage = &stages[data[0] % NUM_STAGES];
	party = &share.world.party[stage->receiver];
	if (data[0] / NUM_STAGES % 2 == 1 && stage->forged.body.len > 0)
		edit_body(&file, stage, data + 1, size - 1);
	else
		edit_text(&file, stage,
		    share.world.party[1 - stage->receiver].identity, data + 1,
		    size - 1);
	restore(stage);
	memset(&share.world.err, 0, sizeof share.world.err);
	rc = take(stage, &file);
	/* What was not edited is taken. */
	fuzz_check(rc == 0 || size > 3);
	if (rc != 0)
		fuzz_check(rc == share.world.err.code &&
		    share.world.err.text[0] != '\0');
	if (rc != 0 && !is_result(stage, rc)) {
		check_unchanged(&stage->folder, &party->folder);
		check_unchanged(&stage->ledger, &party->ledger);
	}
	fuzz_check(store_memory_is_quiet(&party->folder) &&
	    store_memory_is_quiet(&party->ledger));
	psi_buf_clear(&file);
	return 0;
}
