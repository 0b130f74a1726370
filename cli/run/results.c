#include "run/results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "psi/mapping.h"
#include "psi/share.h"

#include "kit/infile.h"
#include "kit/outfile.h"
#include "report/own_list.h"
#include "run/derived.h"
#include "run/held.h"
#include "run/run_list.h"
#include "step/step_session.h"
#include "step/step_share.h"
#include "kit/tool.h"

static const char *
result_path(struct psi_run_path *out, const struct psi_run *run,
    uint32_t number, const char *name)
{
	return psi_run_path(out, run, "results/%u%s%s", (unsigned int)number,
	    name[0] == '\0' ? "" : "/", name);
}

static int
make_folder(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path path;

	return psi_run_make_folder(result_path(&path, run, number, ""), err);
}

int
psi_run_matches(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct psi_step_reveal step = PSI_STEP_REVEAL_INIT;
	struct psi_step_result result;
	struct psi_run_path session;
	struct psi_run_path out;
	int rc = make_folder(run, stand->run, err);

	(void)result_path(&out, run, stand->run, "matches.csv");
	if (rc != 0 || stand->status.withheld == 1 ||
	    access(out.text, F_OK) == 0)
		return rc;
	step.where = psi_run_where(run, stand->run, &session);
	step.output = out.text;
	step.force = true;
	return psi_step_reveal(&step, &result, err);
}

/* ---- pairs ---- */

static int
write_pairs(
    struct psi_run *run, uint32_t number, const char *to, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_step_list list = PSI_STEP_LIST_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_pair_summary summary;
	struct psi_run_path session;
	struct psi_session_where where = psi_run_where(run, number, &session);
	int rc;

	psi_tool_next_step();
	if ((rc = psi_run_list_open(run, number, &list, err)) == 0 &&
	    (rc = psi_outfile_open(&out, to,
		 PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err)) == 0 &&
	    (rc = psi_session_tool_open(
		 &tool, &where, PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = psi_step_pairs(&tool, &list, &out, &summary, err);
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_step_list_close(&list);
	return rc;
}

/* ---- the end ---- */

/* latest -> N; whoever reads it meets the old or the new one. */
static int
point_latest(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path temp;
	struct psi_run_path latest;
	char target[16];

	(void)snprintf(target, sizeof target, "%u", (unsigned int)number);
	(void)psi_run_path(&temp, run, "results/.latest");
	(void)psi_run_path(&latest, run, "results/latest");
	if ((unlink(temp.text) != 0 && errno != ENOENT) ||
	    symlink(target, temp.text) != 0 ||
	    rename(temp.text, latest.text) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot make '%s'", latest.text);
	return 0;
}

static int
make_all(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct psi_run_path path;
	int rc = psi_run_matches(run, stand, err);

	if (rc != 0 || !stand->shares || stand->received == 0)
		return rc;
	(void)result_path(&path, run, stand->run, "pairs.csv");
	if ((rc = write_pairs(run, stand->run, path.text, err)) != 0)
		return rc;
	return psi_run_derive(run, stand->run, err);
}

int
psi_run_finish(struct psi_run *run, const struct psi_run_stand *stand,
    const char *outcome, struct psi_error *err)
{
	int rc;

	if ((rc = make_all(run, stand, err)) != 0 ||
	    (rc = point_latest(run, stand->run, err)) != 0 ||
	    (rc = psi_run_held_done_to(run, stand->run, err)) != 0)
		return rc;
	return psi_run_note(run, stand->run, "end", NULL, NULL, outcome, err);
}
