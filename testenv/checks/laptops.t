#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# LAPTOPS.org: what it has a Mac do, as far as that can be told without one: the file for Lima says
# nothing that Lima does not know, and the commands are those of the first page.
# beside others
. "$(dirname "$0")/lib.sh"
ruby -ryaml -e 1 2>/dev/null || skip_all "needs ruby"
lima=testenv/lab/lima.yaml
cd "$repo" || exit 1

# Those of Lima's templates/default.yaml (1.1), which documents each.
known="additionalDisks arch audio base caCerts containerd copyToHost cpuType cpus disk dns env firmware
guestInstallPrefix hostResolver images memory message minimumLimaVersion mountInotify mountType
mountTypesUnsupported mounts nestedVirtualization networks os param plain portForwards probes
propagateProxyEnv provision rosetta ssh timezone upgradePackages user video vmOpts vmType
containerd.archives containerd.system containerd.user
provision.content provision.file provision.mode provision.overwrite provision.owner provision.path
provision.permissions provision.playbook provision.script provision.skipDefaultDependencyResolution"
# keys FILE: all of it, those of a list's elements under the list's name
keys()
{
	ruby -ryaml -e 'def keys(of, before)
		case of
		when Hash then of.each { |key, value| puts before + key; keys(value, "#{before}#{key}.") }
		when Array then of.each { |value| keys(value, before) }
		end
	end
	keys(YAML.safe_load(File.read(ARGV[0])), "")' "$1"
}
value() { ruby -ryaml -e 'puts YAML.safe_load(File.read(ARGV[0])).dig(*ARGV.drop(1).map { |key| key =~ /^\d+$/ ? key.to_i : key })' "$@"; }
unknown() { keys "$1" | grep -vxFf <(xargs -n 1 <<<"$known"); }
sed 's/^cpus:/cpu:/' $lima >"$tmp/wrong.yaml"
is "a key that Lima does not know" cpu "$(unknown "$tmp/wrong.yaml")"
is "lima.yaml has none" "" "$(unknown $lima)"
is "templates that others build on came with the version that it asks for" "1.1.0 template://debian-12" \
	"$(value $lima minimumLimaVersion) $(value $lima base)"
is "no address of a server stands in it" "" "$(grep -o '[a-z]*://[^ ]*' $lima | grep -v '^template:')"
value $lima provision 0 script >"$tmp/script"
ok "its script can be run" sh -n "$tmp/script"
installed=$(sed -n 's/.*--no-install-recommends //p' "$tmp/script")
for text in LAPTOPS.org LAPTOPS.zh.org; do
	mapfile -t typed < <(sed -n 's/^\$ limactl //p' $text)
	like "$text: the first command takes that file" "^start .* $lima$" "${typed[0]}"
	like "$text: the second one goes into the same machine, and to the first page's first command" \
		"^shell $(sed -n 's/.*--name \([^ ]*\) .*/\1/p' <<<"${typed[0]}") .* && $(sed -n '/^\* Two commands/,$s/^make /&/p' README.org | head -n 1)'$" "${typed[1]}"
	is "$text: Windows installs the same first" "$installed" "$(sed -n 's/^\$ sudo apt-get install -y //p' $text)"
done
done_testing
