import Configuration
import Names
import YAML

/// Values of the chart, and the configuration that the chart makes of them.
///
/// The chart itself does this in `templates/_config.tpl`, and refuses in `templates/validate.yaml` what is written there and is the chart's.
/// A test holds this equal to both, by the chart's own snapshots and its list of values that it refuses.
struct ChartValues {
    private let values: YAMLNode

    /// - Parameter values: A mapping; what is not in it has the chart's defaults.
    init(_ values: YAMLNode) { self.values = values }

    /// Whether a document looks like values rather than like a configuration.
    static func isMeant(by document: YAMLNode) -> Bool {
        document["kind"] == nil && document["registries"] == nil && document["config"] != nil
    }

    /// The file that Pullpass is given; nil where there is none, or none that can be looked at, which has been reported.
    func configuration(reportingTo sink: DiagnosticSink) -> YAMLNode? {
        guard let entry = values.mapping?.first(where: { $0.key == "config" }), let config = entry.value.mapping else {
            let found = values["config"].map { ", not \($0.kindName)" } ?? ""
            sink.error(
                line: (values["config"] ?? values).mark.line,
                path: "config",
                "must be a mapping with registries\(found)"
            )
            return nil
        }
        refuseWhatIsTheCharts(config, sink)
        refuseNames(sink)
        var file = Mapping(config)
        file["apiVersion"] = .string(Configuration.apiVersion)
        file["kind"] = .string(Configuration.kind)
        if isOptOut || values["config"]?["namespaceSelector"]?.mapping?.isEmpty ?? true {
            file["namespaceSelector"] = .mapping([
                YAMLEntry(key: "matchExpressions", value: YAMLNode(.sequence(expressions.map { YAMLNode($0) })))
            ])
        }
        let injection = injection
        if !injection.entries.isEmpty { file["injection"] = .mapping(injection.entries) }
        if isDeployment, !isOnePort {
            var server = Mapping(config.first { $0.key == "server" }?.value.mapping ?? [])
            if servesWebhook { server["listen"] = .string(":\(port("webhook", 8443))") }
            server["metricsListen"] = .string(":\(port("metrics", 8080))")
            file["server"] = .mapping(server.entries)
        }
        return YAMLNode(.mapping(file.entries), at: entry.keyMark)
    }

    /// The file that nodes are given; nil where the values have none.
    var nodeConfiguration: YAMLNode? {
        guard let entry = values["node"]?.mapping?.first(where: { $0.key == "config" }),
            let config = entry.value.mapping, !config.isEmpty
        else { return nil }
        var file = Mapping(config)
        file["apiVersion"] = .string(Configuration.apiVersion)
        file["kind"] = .string(Configuration.kind)
        return YAMLNode(.mapping(file.entries), at: entry.keyMark)
    }

    /// A diagnostic of the file with the place where the values have it: its `injection` is the chart's own.
    static func placed(_ diagnostic: ConfigurationDiagnostic) -> ConfigurationDiagnostic {
        let prefix = "config.injection"
        let isOwn = diagnostic.keyPath.hasPrefix(prefix + ".") || diagnostic.keyPath.hasPrefix(prefix + "[")
        guard isOwn else { return diagnostic }
        return ConfigurationDiagnostic(
            severity: diagnostic.severity,
            file: diagnostic.file,
            line: diagnostic.line,
            keyPath: String(diagnostic.keyPath.dropFirst("config.".count)),
            message: diagnostic.message
        )
    }

    // MARK: What the chart adds

    private var isDeployment: Bool { values["mode"]?.string ?? "deployment" == "deployment" }
    /// Whether the engine is another one than the webhook.
    private var isOtherEngine: Bool { ["policy", "none"].contains(values["injection"]?["engine"]?.string) }
    private var servesWebhook: Bool { isDeployment && !isOtherEngine }
    private var isOptOut: Bool { values["injection"]?["namespaces"]?.string == "opt-out" }

    private var expressions: [YAMLNode.Value] {
        guard isOptOut else { return [expression(PullpassKey.inject, "In", ["enabled", "true"])] }
        return [
            expression(PullpassKey.inject, "NotIn", ["disabled", "false"]),
            expression(ClusterNames.namespaceNameLabel, "NotIn", [ClusterNames.publicNamespace]),
        ]
    }

    private func expression(_ key: String, _ operation: String, _ words: [String]) -> YAMLNode.Value {
        .mapping([
            YAMLEntry(key: "key", value: YAMLNode(.string(key))),
            YAMLEntry(key: "operator", value: YAMLNode(.string(operation))),
            YAMLEntry(key: "values", value: YAMLNode(.sequence(words.map { YAMLNode(.string($0)) }))),
        ])
    }

    private var injection: Mapping {
        let given = values["injection"]
        var injection = Mapping([])
        // What is no engine is handed on, so that the file's own reader says what is wrong.
        if let node = given?["engine"], !node.isNull, node.string != "webhook" { injection.set("engine", node) }
        if servesWebhook || isOtherEngine, let node = given?["matchConditions"], node.bool != false, !node.isNull {
            injection.set("matchConditions", node)
        }
        if servesWebhook, let node = given?["warnings"], !node.isNull { injection.set("warnings", node) }
        if let test = given?["selfTest"], test["enabled"]?.bool == true, servesWebhook || isOtherEngine {
            injection.set("selfTest", YAMLNode(.mapping(selfTest(test).entries), at: test.mark))
        }
        for key in ["anonymousSecretName", "systemNamespaces"] {
            if let node = given?[key], !node.isNull { injection.set(key, node) }
        }
        return injection
    }

    /// The self test without its namespace, which is named after the release; its Pod has the labels that the webhook is called for.
    private func selfTest(_ given: YAMLNode) -> Mapping {
        var test = Mapping((given.mapping ?? []).filter { ["enabled", "period"].contains($0.key) && !$0.value.isNull })
        var labels = Mapping(values["webhook"]?["objectSelector"]?["matchLabels"]?.mapping ?? [])
        for entry in given["podLabels"]?.mapping ?? [] { labels.set(entry.key, entry.value) }
        if !labels.entries.isEmpty { test["podLabels"] = .mapping(labels.entries) }
        return test
    }

    /// Whether the webhook's port is that of the metrics, which is then reported.
    private var isOnePort: Bool { servesWebhook && port("webhook", 8443) == port("metrics", 8080) }

    private func port(_ part: String, _ standard: Int) -> Int { values[part]?["port"]?.int ?? standard }

    // MARK: What the chart refuses

    private func refuseWhatIsTheCharts(_ config: [YAMLEntry], _ sink: DiagnosticSink) {
        let server = config.first { $0.key == "server" }?.value
        for key in ["listen", "metricsListen"] {
            guard let node = server?[key], !node.isNull else { continue }
            sink.error(
                line: node.mark.line,
                path: "config.server.\(key)",
                "is set by the chart: write webhook.port and metrics.port instead"
            )
        }
        for key in ["certFile", "keyFile"] {
            guard let node = server?["tls"]?[key], !node.isNull else { continue }
            sink.error(
                line: node.mark.line,
                path: "config.server.tls.\(key)",
                "is set by the chart: write certificates.mode: files and certificates.files.secretName instead"
            )
        }
        if let node = config.first(where: { $0.key == "injection" })?.value, node.mapping?.isEmpty == false {
            sink.error(
                line: node.mark.line,
                path: "config.injection",
                "is set by the chart: write what stands in it below injection of the values instead"
            )
        }
        if let node = values["injection"]?["namespaces"], !["opt-in", "opt-out"].contains(node.string ?? ""),
            !node.isNull
        {
            sink.error(line: node.mark.line, path: "injection.namespaces", "is not known: write opt-in or opt-out")
        }
        if isOnePort {
            let port = port("metrics", 8080)
            sink.error(
                line: (values["metrics"]?["port"] ?? values["webhook"]?["port"] ?? values).mark.line,
                path: "metrics.port",
                "webhook.port and metrics.port are both \(port): choose another for one of them"
            )
        }
        if isOptOut, let node = values["config"]?["namespaceSelector"], node.mapping?.isEmpty == false {
            sink.error(
                line: node.mark.line,
                path: "config.namespaceSelector",
                "and injection.namespaces: opt-out exclude each other: remove one of them"
            )
        }
    }

    private func refuseNames(_ sink: DiagnosticSink) {
        for registry in values["config"]?["registries"]?.sequence ?? [] {
            if let node = registry["secretName"], node.string?.hasPrefix("pullpass-master.") == true {
                sink.error(
                    line: node.mark.line,
                    path: "config.registries",
                    "names with pullpass-master. are Pullpass' own: write another secretName"
                )
            }
            for part in ["credentials", "tls"] { refuseSources(in: registry[part], sink) }
        }
    }

    /// Refuses references to Secrets that the chart would make of `credentials`, and that are not there.
    private func refuseSources(in node: YAMLNode?, _ sink: DiagnosticSink) {
        for element in node?.sequence ?? [] { refuseSources(in: element, sink) }
        for entry in node?.mapping ?? [] {
            let prefix = "pullpass-source."
            let isReference = ["secretKeyRef", "secretRef"].contains(entry.key)
            if isReference, let name = entry.value["name"]?.string, name.hasPrefix(prefix) {
                let key = name.dropFirst(prefix.count)
                guard values["credentials"]?[String(key)] == nil else { continue }
                sink.error(
                    line: entry.value.mark.line,
                    path: "config.registries",
                    "config refers to Secret \(name), but credentials.\(key) is missing: write it, or refer to another Secret"
                )
            } else {
                refuseSources(in: entry.value, sink)
            }
        }
    }
}

/// A mapping whose keys are set; a key that was there keeps its place.
private struct Mapping {
    private(set) var entries: [YAMLEntry]

    init(_ entries: [YAMLEntry]) { self.entries = entries }

    subscript(key: String) -> YAMLNode.Value? {
        get { entries.first { $0.key == key }?.value.value }
        set { if let newValue { set(key, YAMLNode(newValue)) } }
    }

    mutating func set(_ key: String, _ node: YAMLNode) {
        guard let index = entries.firstIndex(where: { $0.key == key }) else {
            entries.append(YAMLEntry(key: key, keyMark: node.mark, value: node))
            return
        }
        let mark = entries[index].keyMark
        entries[index] = YAMLEntry(key: key, keyMark: mark, value: YAMLNode(node.value, at: mark))
    }
}
