# shellcheck shell=bash
# Pairs of accounts to ask about, with an agreement; sourced by scenarios.

psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub

# agreement FILE [OPTION...]: signed by both.
agreement()
{
	local file=$1
	shift
	psi-agree propose -q -i acme.key -n Acme -p "$(cat globex.pub)" \
	    --partner-name Globex \
	    -s 'share-a=any any name+owner+amount:band+close_date:quarter+products+nps:band' \
	    -s 'share-b=any any name+owner+amount:band+close_date:quarter+products+nps:band' \
	    "$@" -o "draft-$file"
	psi-agree sign -q -i globex.key -o "$file" "draft-$file"
}

# digest FILE: as the column `agreement` has it.
digest()
{
	sed -n 's/^sha256,//p' "$1"
}

# pairs PARTNER AGREEMENT: a file with one row of each kind, on stdout.
pairs()
{
	local digest
	digest=$(digest "$2")
	cat <<- END
		partner,agreement,our_party,run,date,match,our_account,their_account,score,tier,level,our_population,their_population,our_name,our_owner,our_industry,our_amount,our_close_date,our_products,our_nps,their_name,their_owner,their_amount,their_close_date,their_products,their_nps
		$1,$digest,a,1,2026-11-28,m1,A1,x1,0.970,1,account,open_opportunity,customer,Northwind,Ann,Retail,EUR 20000,2026-12-10,CRM,,Northwind Ltd,Zoe,,,ERP,promoter
		$1,$digest,a,1,2026-11-28,m2,A2,x2,0.970,1,account,customer,customer,Fabrikam,Bob,Retail,,,CRM,10,Fabrikam Inc,Zoe,,,CRM;ERP,promoter
		$1,$digest,a,1,2026-11-28,m3,A3,x3,0.970,1,account,customer,prospect,Contoso,Ann,Energy,,,CRM,3,=Contoso,Yan,,,,
		$1,$digest,a,1,2026-11-28,m4,A4,x4,0.970,1,account,prospect,customer,Tailspin,,Energy,,,,,Tailspin,Yan,,,ERP,passive
		$1,$digest,a,1,2026-11-28,m5,A5,x5,0.970,1,account,open_opportunity,open_opportunity,Wingtip,Ann,Retail,USD 300000,2027-02-01,CRM,,Wingtip,Zoe,USD 50k-250k,2026-Q4,CRM,
		$1,$digest,a,1,2026-11-28,m6,A6,,0.500,3,review,prospect,,Adatum,Bob,Retail,,,,,,,,,,
	END
}
