/*
 * The plan of work in parts, whose signature is checked before a line of it is
 * read: an honest plan is edited, or another text put in its place, and signed
 * again by the company's own identity, as somebody with the folder and the key
 * could. What is read without failure is written again with the same bytes, and
 * its parts lie one after the other; a step refuses with a text, and removing
 * leaves nothing of the parts.
 *
 * The first byte of the input chooses: b or e for an edited plan of that work
 * (blind, evaluate), each three bytes after it an edit; else a text, to which
 * the lines that every plan begins with are added for t.
 */
#include "fuzz.h"

#include "fixed_random.h"
#include "base/bytes.h"
#include "fuzz_edit.h"
#include "psi/tasks.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/task_plan.h"
#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1
#define PARTS 3

unsigned long fuzz_num_taken;

/* A folder whose work is cut, and its ledger. */
struct stage {
	enum psi_task_work work;
	struct store_memory folder;
	struct store_memory ledger;
	/* The lines before the signature. */
	struct psi_buf lines;
};

static struct world world;
static struct stage stages[2];

static int
cut(const struct psi_buf *file, enum psi_task_work work)
{
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, file->data, file->len);
	int rc = world_open(&world, A, &session);

	if (rc == 0)
		rc = work == PSI_TASK_BLIND
		    ? psi_session_blind_plan(
			  session, &source, NULL, PARTS, &world.err)
		    : psi_session_exchange_plan(
			  session, &source, PARTS, &world.err);
	psi_session_free(session);
	return rc;
}

static void
keep(enum psi_task_work work)
{
	static const char mark[] = "signature,";
	const struct world_party *party = &world.party[A];
	const struct psi_buf *plan =
	    store_memory_get(&party->folder, PSI_OBJECT_TASKS);
	struct stage *stage = &stages[work];
	const uint8_t *end = memmem(plan->data, plan->len, mark, 10);

	stage->work = work;
	store_memory_copy(&stage->folder, &party->folder);
	store_memory_copy(&stage->ledger, &party->ledger);
	fuzz_check(end != NULL);
	fuzz_check(psi_buf_append(&stage->lines, plan->data,
		       (size_t)(end - plan->data), NULL) == 0);
}

static void
start(void)
{
	struct psi_buf file = PSI_BUF_INIT;

	fuzz_fix_random();
	world_init(&world, "padding-multiple,4\nanswers-first,a\n");
	world_keys(&file,
	    "a1,customer,domain,one.example\na2,customer,domain,two.example\n");
	world_ok(&world, cut(&file, PSI_TASK_BLIND));
	keep(PSI_TASK_BLIND);
	world_ok(&world, world_blind(&world, A, &file, 0));
	world_ok(&world, world_blind(&world, B, &file, 0));
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, cut(&file, PSI_TASK_EVALUATE));
	keep(PSI_TASK_EVALUATE);
	psi_buf_clear(&file);
}

static void
sign_again(struct psi_buf *lines)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	char hex[2 * PSI_SIGNATURE_BYTES + 1];
	size_t len;

	psi_sha256(digest, lines->data, lines->len);
	len = psi_wire_signed_text(text, "tasks/1", digest);
	psi_identity_sign(world.party[A].identity, signature, text, len);
	psi_hex_encode(hex, signature, sizeof signature);
	fuzz_check(psi_buf_append_text(lines, "signature,", NULL) == 0);
	fuzz_check(psi_buf_append_text(lines, hex, NULL) == 0);
	fuzz_check(psi_buf_append_text(lines, "\n", NULL) == 0);
}

/* What a plan that was read promises. */
static void
check_plan(struct psi_task_plan *plan, const struct psi_session *session,
    const struct psi_buf *text)
{
	uint32_t last = 0;
	const struct psi_buf *again;

	fuzz_num_taken++;
	fuzz_check(plan->num >= 1 && plan->num <= PSI_TASKS_MAX);
	fuzz_check(plan->rows >= 1 && psi_task_first(plan, 0) == 0);
	for (uint32_t i = 1; i <= plan->num; i++) {
		uint32_t first = psi_task_first(plan, i);

		fuzz_check(first >= last && first <= plan->rows);
		last = first;
	}
	fuzz_check(last == plan->rows);
	if (psi_task_plan_write(plan, session, NULL) != 0)
		return;
	again = store_memory_get(&world.party[A].folder, PSI_OBJECT_TASKS);
	fuzz_check(again->len == text->len &&
	    memcmp(again->data, text->data, text->len) == 0);
}

static void
check_steps(struct psi_session *session, const struct stage *stage)
{
	struct psi_error err;
	int rc;

	for (uint32_t part = 0; part <= PARTS + 1; part++) {
		memset(&err, 0, sizeof err);
		rc = psi_session_part(session,
		    stage->work == PSI_TASK_BLIND ? PSI_TASKS_BLIND
						  : PSI_TASKS_EXCHANGE,
		    part, &err);
		fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	}
}

static void
check_removed(const struct psi_session *session)
{
	const struct store_memory *folder = &world.party[A].folder;

	fuzz_check(psi_task_remove(session, NULL) == 0);
	fuzz_check(store_memory_get(folder, PSI_OBJECT_TASKS) == NULL);
	for (uint32_t i = 0; i < PARTS; i++) {
		char name[PSI_TASK_NAME_CHARS];

		psi_task_input_name(name, i);
		fuzz_check(store_memory_get(folder, name) == NULL);
		psi_task_result_name(name, i);
		fuzz_check(store_memory_get(folder, name) == NULL);
	}
}

static void
try_plan(const struct stage *stage, const struct psi_buf *text)
{
	struct world_party *party = &world.party[A];
	struct psi_session *session = NULL;
	struct psi_task_plan plan;
	struct psi_error err;
	int rc;

	store_memory_clear(&party->folder);
	store_memory_clear(&party->ledger);
	store_memory_copy(&party->folder, &stage->folder);
	store_memory_copy(&party->ledger, &stage->ledger);
	store_memory_put(
	    &party->folder, PSI_OBJECT_TASKS, text->data, text->len);
	world_ok(&world, world_open(&world, A, &session));
	memset(&plan, 0, sizeof plan);
	memset(&err, 0, sizeof err);
	rc = psi_task_plan_read(&plan, session, &err);
	if (rc == 0)
		check_plan(&plan, session, text);
	else
		fuzz_check(rc == err.code && err.text[0] != '\0' &&
		    (rc == PSI_E_STATE || rc == PSI_E_ABSENT));
	psi_task_plan_clear(&plan);
	check_steps(session, stage);
	/* Of a damaged plan all names that there could be are looked for, which
	 * takes ten times as long as all the rest. */
	if (rc != PSI_E_STATE || text->len % 16 == 0)
		check_removed(session);
	psi_session_free(session);
	fuzz_check(store_memory_is_quiet(&party->folder) &&
	    store_memory_is_quiet(&party->ledger));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char first[] = "term,value\nfile,tasks/1\n";
	struct psi_buf text = PSI_BUF_INIT;
	const struct stage *stage;

	if (stages[PSI_TASK_EVALUATE].lines.len == 0)
		start();
	if (size == 0)
		return 0;
	stage = &stages[data[0] == 'e' ? PSI_TASK_EVALUATE : PSI_TASK_BLIND];
	if (data[0] == 'b' || data[0] == 'e') {
		fuzz_check(psi_buf_append(&text, stage->lines.data,
			       stage->lines.len, NULL) == 0);
		fuzz_edit_all(&text, data + 1, size - 1);
	} else {
		if (data[0] == 't')
			fuzz_check(
			    psi_buf_append_text(&text, first, NULL) == 0);
		fuzz_check(
		    psi_buf_append(&text, data + 1, size - 1, NULL) == 0);
	}
	sign_again(&text);
	try_plan(stage, &text);
	psi_buf_clear(&text);
	return 0;
}
