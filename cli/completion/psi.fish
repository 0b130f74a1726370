# fish completion for the psi-... tools. It asks the tool for its own option
# table (--dump-options), so it cannot drift from the program.

set -l tool (status basename | string replace -r '\.fish$' '')

function __psi_command_is
	set -l words (commandline -opc)
	for command in $argv
		contains -- $command $words; and return 0
	end
	return 1
end

set -l commands
set -l tab \t
for line in ($tool --dump-options 2>/dev/null)
	set -l field (string split -- $tab $line)
	switch $field[1]
		case command
			set -a commands $field[2]
			complete -c $tool -f -n __fish_use_subcommand \
				-a $field[2] -d $field[4]
		case option
			set -l arguments -c $tool -l $field[2] -d $field[8]
			test "$field[3]" != -; and set -a arguments -s $field[3]
			if test "$field[6]" != -
				set -l only (string trim -- $field[6])
				set -a arguments -n "__psi_command_is $only"
			end
			if test "$field[4]" != -
				set -a arguments -r
				if test "$field[7]" != -
					set -a arguments -f -a $field[7]
				else if contains -- $field[4] FILE DIR
					set -a arguments -F
				else
					set -a arguments -f
				end
			end
			complete $arguments
	end
end
