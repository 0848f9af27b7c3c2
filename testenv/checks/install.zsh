# SPDX-License-Identifier: GPL-2.0
# What zsh offers, a line each: zsh install.zsh FUNCTIONS PROGRAMS LINE, two directories and what is typed
zmodload zsh/zpty
init=$(mktemp)
cat >$init <<EOT
PROMPT=
fpath=($1 \$fpath) path=($2 \$path)
autoload -U compinit
compinit -u -D
bindkey '^I' complete-word
mark() { print -r -- '<mark>' }
compprefuncs=(mark) comppostfuncs=(mark exit)
compadd() {
	local -a hits
	if [[ "\${@[1,(i)(-|--)]}" == *-(O|A|D)\ * ]]; then
		builtin compadd "\$@"
		return
	fi
	builtin compadd -O hits "\$@"
	print -rl -- \$hits
	builtin compadd "\$@"
}
print ok
EOT
zpty z zsh -f -i
zpty -w z "source $init"
until zpty -r z line && [[ $line == ok* ]]; do :; done
zpty -w -n z "$3"$'\t'
integer marks=0
while ((marks < 2)) && zpty -r z line; do
	line=${line%%$'\r\n'}
	if [[ $line == *'<mark>'* ]]; then marks+=1; elif ((marks)); then print -r -- $line; fi
done
zpty -d z
rm $init
