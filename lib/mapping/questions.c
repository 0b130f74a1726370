#include "mapping/questions.h"

#include <stddef.h>

/* The words of the questions are those of alliance managers. */
const char *const psi_questions_default[] = {
	"name,question,needs,where,by,show,sort,across\n",
	"matrix,\"How many accounts do we share, and what are they to "
	"each of us?\",,,\"our_population,their_population\",\"accounts,"
	"pairs,share\",,their_population\n",
	"mutual,Who are our mutual customers?,,our_population = "
	"customer; their_population = "
	"customer,,\"partner,our_account,our_name,their_name,"
	"our_industry,our_segment,our_owner,their_owner,score,"
	"ambiguous\",our_name,"
	"\n",
	"revenue,Where can we drive more revenue with this "
	"partner?,,motion != "
	"empty,\"motion,our_population,their_population\",\"accounts,"
	"rank=mean:rank,our_amount=sum:our_amount,their_amount=sum:their_"
	"amount\",\"-rank,"
	"-accounts\",\n",
	"segments,What segments and industries are our mutual customers "
	"in?,,our_population = customer; their_population = "
	"customer,\"our_industry,our_segment,our_country\",\"accounts,"
	"share\",-accounts,\n",
	"products,\"What is their product set, beside "
	"ours?\",,our_population = customer; their_population = "
	"customer,\"our_products,their_products\",accounts,-accounts,"
	"their_products\n",
	"nps,Which mutual customers have the highest "
	"NPS?,,our_population = customer; their_population = customer; "
	"our_nps >= 0 or our_population = customer; their_population = "
	"customer; their_nps >= "
	"0,,\"our_account,our_name,our_nps,their_nps,our_owner,"
	"their_owner\",\"-our_nps,-their_nps\",\n",
	"reps,Are our reps selling into the same "
	"accounts?,,,\"our_owner,their_owner\",\"accounts,"
	"open_deals=count:our_population = "
	"open_opportunity,both_open=count:our_population = "
	"open_opportunity; their_population = "
	"open_opportunity\",-accounts,\n",
	"comarket,Which accounts should we run co-marketing "
	"on?,,our_population = customer; their_population = customer; "
	"our_nps >= 7; their_nps >= 7; unless our_opt_out = yes; unless "
	"their_opt_out = "
	"yes,,\"our_account,our_name,our_nps,their_nps,our_opt_out,"
	"their_opt_out,our_owner\",-our_nps,\n",
	"teams,\"Which account teams align with theirs, by region and "
	"product?\",,our_population in customer|open_opportunity; "
	"their_population in "
	"customer|open_opportunity,\"our_region,our_products,our_owner,"
	"their_owner\",accounts,\"our_region,-accounts\",\n",
	"targets,Which of our prospects are their "
	"customers?,,our_population = prospect; their_population = "
	"customer,,\"our_account,our_name,our_tier,our_industry,"
	"our_owner,their_owner,score,ambiguous,action\",\"our_tier,"
	"-score\",\n",
	"crosssell,Where can we cross-sell in a "
	"sub-vertical?,,our_population = customer; their_population = "
	"customer; our_products != "
	"their_products,\"our_industry,our_segment\",\"accounts,"
	"our_revenue=sum:our_revenue,"
	"they_could_sell=missing:their_products,"
	"we_could_sell=missing:our_products\",-accounts,\n",
	"marketplace,Which of our customers and prospects are likely to "
	"buy through their marketplace?,,our_population in "
	"customer|prospect|open_opportunity; their_propensity = high or "
	"our_population in customer|prospect|open_opportunity; "
	"their_committed_spend >= "
	"0,,\"our_account,our_name,our_population,their_propensity,"
	"their_committed_spend,our_owner,their_owner\","
	"-their_committed_spend,\n",
	"bring,Who brings whom a new customer?,,direction != "
	"empty,\"direction,our_population,their_population\",\"accounts,"
	"our_amount=sum:our_amount,their_amount=sum:their_amount\",direction,"
	"\n",
	"give,Where can we introduce them?,,direction = "
	"give,,\"our_account,our_name,their_population,our_owner,"
	"their_owner,their_amount,action\",-rank,\n",
	"reference,Which mutual customers could be a joint "
	"reference?,,our_population = customer; their_population = "
	"customer; our_nps >= 9; their_nps >= "
	"9,,\"our_account,our_name,our_nps,their_nps,our_owner,"
	"their_owner\",our_name,\n",
	"pipeline,\"Which open deals do both sides work on, with companies "
	"that "
	"are no customers yet?\",,our_population = open_opportunity; "
	"their_population = "
	"open_opportunity,,\"our_account,our_name,our_stage,their_stage,"
	"our_amount,their_amount,our_close_date,their_close_date,"
	"our_owner,their_owner\",-our_amount,\n",
	"resell,Where could a reseller sell additional "
	"services?,,our_population = customer; their_population = "
	"customer; our_products != "
	"their_products,,\"our_account,our_name,our_products,"
	"we_could_sell=missing:our_products,their_products,"
	"they_could_sell=missing:their_products,our_owner,their_owner\","
	"our_name,\n",
	"best,Which partner is best for this "
	"account?,partners,best = "
	"yes,,\"our_account,our_name,our_population,partners,"
	"best_partner,their_population,motion,rank,best_owner,"
	"tied_with,best_because\","
	"\"-partners,-rank\",\n",
	"bundle,Which accounts are customers of three or more of our "
	"partners?,partners,our_population = customer; customer_partners "
	">= 3; best = "
	"yes,,\"our_account,our_name,customer_partners,best_partner,"
	"our_products,our_owner\",-customer_partners,\n",
	"introductions,Who introduces whom?,,direction != "
	"empty,\"introducer,motion,our_owner,their_owner\",accounts,"
	"\"introducer,-accounts\",\n",
	"together,\"What else can our owners do together, and who opens "
	"the door?\",,motion != empty; direction = "
	"empty,\"motion,introducer,our_owner,their_owner\",accounts,"
	"\"-accounts\",\n",
	"check,Which matches should we check first?,,counted = "
	"no,,\"our_account,our_name,their_name,our_"
	"population,"
	"their_population,our_country,their_country,score,level,ambiguous,"
	"matched_on,our_owner,sure,likeliest\",\"our_name,-likeliest,-score\","
	"\n",
	"nothing,\"Which accounts have no motion, and why?\",,motion = "
	"empty,,\"our_account,our_name,our_population,their_population,"
	"our_owner,because\",\"our_population,their_population\",\n",
	"new,Which overlaps are new or changed?,history,change in "
	"new|population|owner|stage,,\"change,first_seen,our_account,"
	"our_name,our_population,their_population,our_owner,"
	"their_owner\",change,\n",
	NULL,
};
