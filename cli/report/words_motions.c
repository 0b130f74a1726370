/* The motions of the built-in rules, and the terms of a report, in words. */
#include <string.h>

#include "report/words.h"

static const struct psi_words_motion motions[] = {
	{ "accelerate",
	    "Our open deal is a customer of theirs: they introduce us and the "
	    "deal moves faster.",
	    "%o asks %t to introduce us to their champion there.", "" },
	{ "help-close",
	    "Their open deal is a customer of ours: we introduce them and "
	    "their deal moves faster.",
	    "%o offers %t an introduction to our champion there.", "" },
	{ "intro-in",
	    "Our prospect is a customer of theirs: they introduce us.",
	    "%o asks %t for a warm introduction.", "" },
	{ "intro-out",
	    "Their prospect is a customer of ours: we introduce them.",
	    "%o offers %t a warm introduction.", "" },
	{ "joint-pursuit",
	    "Both sides have an open deal there: they go after it together.",
	    "%o calls %t and they agree who does what in the two deals.", "" },
	{ "conflict-check",
	    "Both sides have an open deal there and may sell the same: clear "
	    "it before anyone calls the customer.",
	    "Our alliance manager calls that of %p; only then do %o and %t "
	    "talk.",
	    "both may be selling the same" },
	{ "pull-in",
	    "Our open deal is a prospect of theirs: share what is known and "
	    "bring them in.",
	    "%o tells %t about the deal and asks whether to offer something "
	    "together.",
	    "" },
	{ "lend-hand",
	    "Their open deal is a prospect of ours: we ask to be brought in.",
	    "%o asks %t what they know and whether to offer something "
	    "together.",
	    "" },
	{ "co-target", "A prospect of both: win it with one campaign.",
	    "%o and %t plan one campaign for it.", "" },
	{ "cross-sell",
	    "A customer of both that does not use all the products: sell what "
	    "is missing.",
	    "%o and %t compare what it uses and pick what it lacks.", "" },
	{ "reference", "A customer of both that likes both: tell its story.",
	    "%o and %t ask it for a joint case study.",
	    "both sides rate it 9 or 10" },
	{ "co-market",
	    "A content customer of both: invite it to joint marketing.",
	    "%o and %t put it on the list of the next joint webinar.",
	    "both sides rate it 7 or better and it takes marketing" },
	{ "renewal-protect",
	    "Our customer is up for renewal and at risk, and is a customer of "
	    "theirs: they help us keep it.",
	    "%o asks %t for help before the renewal.",
	    "our list has it due for renewal this or next quarter, and at "
	    "risk" },
	{ "help-renew",
	    "Their customer is up for renewal and at risk, and is a customer "
	    "of ours: we help them keep it.",
	    "%o offers %t help before the renewal.",
	    "it renews with them soon and is at risk" },
	{ "win-back",
	    "A former customer of ours is a customer of theirs: they help us "
	    "back in.",
	    "%o asks %t for an introduction to come back.", "" },
	{ "help-win-back",
	    "A former customer of theirs is a customer of ours: we help them "
	    "back in.",
	    "%o offers %t an introduction to come back.", "" },
	{ "marketplace-route",
	    "It is likely to buy through the partner's marketplace: sell "
	    "there.",
	    "%o and %t make it a private offer on their marketplace.",
	    "it is likely to buy through their marketplace" },
	{ "marketplace-offer",
	    "It is likely to buy through our marketplace: carry their offer.",
	    "%o and %t put their private offer on our marketplace.",
	    "it is likely to buy through our marketplace" },
	{ "resell-attach",
	    "A customer of both that lacks a product we resell: quote it.",
	    "%o quotes what it does not have yet and tells %t.",
	    "it does not use the same products of both" },
	{ "resell-support",
	    "A customer of both to which the reseller sells our products.",
	    "%o helps %t with the reseller's quote.",
	    "it does not use the same products of both" },
	{ "reseller-lead",
	    "A prospect of the reseller is a customer of the vendor: the "
	    "reseller leads.",
	    "%o leads the deal and tells %t.", "" },
	{ "reseller-follow",
	    "A customer of ours is a prospect of the reseller, who leads.",
	    "%o lets %t lead the deal and helps.", "" },
	{ "team-align",
	    "Both sides work there, in the same region: the teams should know "
	    "each other.",
	    "%o and %t meet and divide the work.",
	    "both work in the same region and the practice fits" },
	{ "bundle", "A customer of three or more partners: build one solution.",
	    "%o invites %t and the other partners to plan one solution.",
	    "three or more partners have it as a customer" },
	{ "changed", "Something changed since last time: tell both owners.",
	    "%o tells %t what changed.", "it changed since last time" },
	{ "assign-owner",
	    "There is something to do, but nobody of ours owns it.",
	    "Our alliance manager names an owner; then %t is told who it is.",
	    "we have no owner for it" },
	{ "owner-missing",
	    "There is something to do, but nobody of theirs owns it.",
	    "Our alliance manager asks %p to name an owner.",
	    "they have no owner for it" },
};
#define NUM_MOTIONS (sizeof motions / sizeof motions[0])

const struct psi_words_motion *
psi_words_motion_at(size_t i)
{
	return i < NUM_MOTIONS ? &motions[i] : NULL;
}

const struct psi_words_motion *
psi_words_motion(const char *name)
{
	for (size_t i = 0; i < NUM_MOTIONS; i++)
		if (strcmp(motions[i].name, name) == 0)
			return &motions[i];
	return NULL;
}

const char *const psi_words_glossary[][2] = {
	{ "Account",
	    "A company in our own list (from our CRM). It counts once, however "
	    "many partners have it. Its industry, segment, country and revenue "
	    "are what our CRM says." },
	{ "Shared account, overlap",
	    "A company that stands in our list and in the partner's." },
	{ "Match",
	    "An account of ours at one partner: one that two partners have is "
	    "two matches." },
	{ "Customer, open deal, prospect, former customer, other",
	    "What the account is, as each side's own list says: it buys; a "
	    "deal is open; we would like to sell to it; it bought once; none "
	    "of these or not known. Where a partner has no former customers it "
	    "may be that its list does not keep them." },
	{ "Mutual customer", "A customer of both sides." },
	{ "Owner",
	    "The person or team that looks after the account. Both companies "
	    "may have a team of the same name, so the partner's stands in "
	    "front of it." },
	{ "Champion",
	    "The person at the customer who speaks for the one who "
	    "introduces." },
	{ "Open deal",
	    "An opportunity that is not closed yet, with its size and the day "
	    "or quarter in which it should close." },
	{ "At risk",
	    "Our own list says of the customer's health: at risk, red or "
	    "poor." },
	{ "Private offer",
	    "A price for one customer, bought through a cloud marketplace." },
	{ "Sub-vertical", "A segment of an industry." },
	{ "Motion",
	    "A kind of joint step that an account calls for, such as an "
	    "introduction. Each account's best one is its first step." },
	{ "First step, because",
	    "Who should do what next, and what in the two lists speaks for "
	    "it." },
	{ "Priority",
	    "An order, not money: a number that the rules give each motion, "
	    "the higher the sooner. The table of the question where we can "
	    "drive more revenue has that of each motion that there is; an "
	    "introduction for an open deal that closes this or next quarter "
	    "has more than one that closes later. Where several matches "
	    "stand in one row it is their average, over all partners." },
	{ "Nothing yet: no rule fits",
	    "Not every account calls for a joint step. A prospect of both, for "
	    "instance, calls for a campaign only where both have the same "
	    "segment or industry for it." },
	{ "Best partner",
	    "Of several partners the one whose first step has the highest "
	    "priority; then the one to whom the account is closest, a customer "
	    "before an open deal; then the one that the customer likes best, "
	    "where a detractor counts less than what is not known." },
	{ "Certain, very likely",
	    "How sure it is that both sides mean the same company. Certain: "
	    "two "
	    "or more things agree that seldom agree by chance, such as the "
	    "name "
	    "and the web domain. Legal forms count for little, since lists "
	    "write them as they like: Inc. and LLC of one name and web domain "
	    "are certain; a name alone is very likely at most. Where the "
	    "contract depends on the legal form, "
	    "compare "
	    "both names. Where the two lists name two countries, a match is "
	    "very likely at most, and only where the name and the web domain "
	    "agree; a registration number settles it." },
	{ "We could sell, they could sell",
	    "Products that the account is not known to have, though other "
	    "shared accounts have them from us, or from the same partner. In "
	    "brackets: at how many of the accounts." },
	{ "Possible, several fit, same group",
	    "Not sure: too little agrees; another account fits as well or "
	    "better; or both belong to one group but may be two companies, as "
	    "where only the web domain agrees and the countries do not. "
	    "These stand under \"Check these first\" and count nowhere else. "
	    "Where one list has a company twice, the partner may have told "
	    "fields of it all the same: you may use them as the agreement "
	    "says, "
	    "once it is clear which account is meant." },
	{ "NPS",
	    "How willingly a customer recommends us, from 0 to 10: 9 and 10 "
	    "are promoters, 7 and 8 passive, under 7 detractors." },
	{ "Tier", "How important the account is to us; 1 is the most." },
	{ "Not known",
	    "The field is empty in our list, or the partner did not share it. "
	    "It never means no." },
	{ "50k-250k, 2026-Q4, promoter",
	    "A range instead of the exact value: what the agreement lets a "
	    "side share." },
	{ NULL, NULL },
};
