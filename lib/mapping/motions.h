/* Which motions a pair has, by the rules; primary first. */
#ifndef PSI_MAPPING_MOTIONS_H
#define PSI_MAPPING_MOTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "mapping/rules.h"
#include "mapping/view.h"

enum psi_motion_status {
	/* By what both sides share: the partner finds its mirror. */
	PSI_MOTION_READY,
	/* Only by what we know ourselves, or since nothing is known against it
	 * (unless). */
	PSI_MOTION_LOCAL,
	/* Something is missing to decide it. */
	PSI_MOTION_NEEDS
};

struct psi_motion {
	const struct psi_rule *rule;
	const struct psi_rule_side *side;
	enum psi_motion_status status;
	/* By what both sides share, and by all that we know. */
	int rank;
	int local_rank;
	bool is_primary;
	/* PSI_INTRODUCER_OURS, THEIRS or NONE. */
	enum psi_introducer introducer;
};

struct psi_motion_list {
	struct psi_motion motion[2 * PSI_RULES_MAX];
	size_t num;
	/* The two ways of looking at the pair; `is_shared` tells which. */
	struct psi_view *own;
	struct psi_view *shared;
	/* Nobody asks for more than the primary one: those that rank lower may
	 * be left out. Rules must be ranked for that, and have no chains. */
	bool primary_only;
	/* By rule: has some pair had its motion, or lacked but a field for it, be it
	 * kept out by another or not? Where all motions are asked for. */
	bool is_met[PSI_RULES_MAX];
};

/* "ready", "local", "needs". */
const char *psi_motion_status_name(enum psi_motion_status status);

/*
 * Find the motions of the pair that both views look at, whose worked-out
 * columns are set but for `motions`. The primary one first, then those that
 * can be acted on before those that need something: by the rank that follows
 * from all that we know, then the order of the rules. Without allocation; time
 * in proportion to the rules.
 */
void psi_motions_find(
    struct psi_motion_list *list, const struct psi_rules *rules);

/* The first one that can be acted on; NULL where there is none. */
const struct psi_motion *psi_motions_primary(
    const struct psi_motion_list *list);

/* In words: why, and what to ask for. Appended. */
int psi_motion_because(struct psi_buf *out, const struct psi_motion *motion,
    const struct psi_motion_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_motion_ask(struct psi_buf *out, const struct psi_motion *motion,
    const struct psi_motion_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));

/* How strong a population is for an introduction: customers know best. 0 for
 * what is no population. */
#define PSI_STRENGTH_CUSTOMER 5
int psi_population_strength(struct psi_cell population);

/* The same of a pair's own and other population, as its view has them. */
int psi_view_strength(const struct psi_view *view, enum psi_column_side side);

/* The population of a strength, "not known" for 0. */
const char *psi_population_of_strength(int strength);

/*
 * In words why a pair has its primary motion; where it has none, what the
 * motions that are for such accounts would need: "co-target needs: our segment
 * is theirs (SMB, Enterprise)". Appended.
 */
int psi_motions_reason(struct psi_buf *out, const struct psi_motion_list *list,
    const struct psi_rules *rules, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
