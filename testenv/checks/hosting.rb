# SPDX-License-Identifier: GPL-2.0
# What .github/ holds, against what GitHub documents: "workflow syntax for GitHub Actions" and
# "syntax for issue forms". A line for each breach. Arguments: the files.
require "yaml"

SCOPES = %w[actions attestations checks contents deployments discussions id-token issues packages pages
            pull-requests security-events statuses]
WORKFLOW = %w[name run-name on permissions env defaults concurrency jobs]
JOB = %w[name permissions needs if runs-on environment concurrency outputs env defaults steps timeout-minutes
         strategy continue-on-error container services]
STEP = %w[id if name uses run working-directory shell with env continue-on-error timeout-minutes]
FORM = %w[name description title labels assignees projects type body]
ELEMENT = %w[type id attributes validations]
ATTRIBUTES = { "markdown" => %w[value], "textarea" => %w[label description placeholder value render],
               "input" => %w[label description placeholder value], "dropdown" => %w[label description multiple options default],
               "checkboxes" => %w[label description options] }

def breach(what) = puts("#{$file}: #{what}")

def keys(of, known, required, where)
  return breach("#{where}: not a mapping") unless of.is_a?(Hash)
  (of.keys - known).each { |key| breach("#{where}: #{key}: no such key") }
  (required - of.keys).each { |key| breach("#{where}: #{key}: missing") }
  true
end

# YAML takes the last of two that are alike, without a word
def alike(node)
  if node.is_a?(Psych::Nodes::Mapping)
    names = node.children.each_slice(2).map { |key, _| key.value if key.respond_to?(:value) }
    names.tally.each { |name, times| breach("#{name}: stands there #{times} times") if times > 1 }
  end
  node.children&.each { |child| alike(child) }
end

def permissions(of)
  return if of.nil? || %w[read-all write-all].include?(of)
  of.each { |scope, level| breach("permissions: #{scope}: #{level}") unless SCOPES.include?(scope) && %w[read write none].include?(level) }
end

def step(step, where)
  return unless keys(step, STEP, [], where)
  breach("#{where}: neither uses nor run, or both") unless step.key?("uses") ^ step.key?("run")
  breach("#{where}: #{step["uses"]}: not an action of a major version") if step["uses"] && step["uses"] !~ %r{\A[\w-]+/[\w-]+@v\d+\z}
  breach("#{where}: with: goes with uses") if step["with"] && !step["uses"]
end

def workflow(of)
  of["on"] = of.delete(true) if of.key?(true) # what YAML 1.1 reads "on" as
  return unless keys(of, WORKFLOW, %w[on jobs], "workflow")
  permissions(of["permissions"])
  of["jobs"].each do |name, job|
    next unless keys(job, JOB, %w[runs-on steps], name)
    permissions(job["permissions"])
    breach("#{name}: runs-on: #{job["runs-on"]}") unless job["runs-on"] =~ /\A(ubuntu|macos|windows)-[\w.-]+\z/
    minutes = job.fetch("timeout-minutes", 360)
    breach("#{name}: timeout-minutes: #{minutes}") unless minutes.is_a?(Integer) && minutes.between?(1, 360)
    job["steps"].each_with_index { |step, i| step(step, "#{name}, step #{i + 1}") }
    ids = job["steps"].map { |step| step["id"] }
    job.to_s.scan(/steps\.([\w-]+)\.outputs/) { |id,| breach("#{name}: no step has the id #{id}") unless ids.include?(id) }
  end
end

def form(of)
  return unless keys(of, FORM, %w[name description body], "form")
  of["body"].each_with_index do |element, i|
    where = element["id"] || "element #{i + 1}"
    known = ATTRIBUTES[element["type"]] or next breach("#{where}: type: #{element["type"]}")
    keys(element, ELEMENT, %w[type attributes], where)
    keys(element["attributes"], known, [known.first] | (known & %w[options]), where)
    keys(element["validations"], %w[required], [], where) if element["validations"]
    breach("#{where}: id: letters, digits, - and _") unless where.tr(" ", "") =~ /\A[\w-]+\z/
  end
  [of["body"].map { |e| e["id"] }.compact, of["body"].map { |e| (e["attributes"] || {})["label"] }.compact].each do |all|
    all.tally.each { |name, times| breach("#{name}: stands there #{times} times") if times > 1 }
  end
  breach("nothing to fill in") if of["body"].all? { |e| e["type"] == "markdown" }
end

ARGV.each do |file|
  $file = file
  text = File.read(file)
  alike(Psych.parse(text))
  file.include?("workflows/") ? workflow(YAML.safe_load(text)) : form(YAML.safe_load(text))
rescue Psych::SyntaxError => e
  breach(e.message)
end
