import Configuration
import Providers
import TestSupport
import Testing
import YAML

@testable import Validation

/// Values of the chart are validated as what the chart makes of them, which its own snapshots show.
struct ChartValuesTests {
    @Test(arguments: try Repository.files("charts/pullpass/ci", endingIn: ".yaml"))
    func `the configuration that is validated is the one that the chart renders`(file: String) throws {
        let sink = DiagnosticSink(lines: SourceLines(file: file), mode: .cluster)
        let values = try #require(Configuration.document(try Repository.bytes(file), sink: sink))
        let made = try #require(ChartValues(values).configuration(reportingTo: sink))
        var own = try #require(Configuration.read(made, at: "config", kinds: CredentialKinds.all, sink: sink))
        #expect(!sink.hasErrors, "\(sink.sorted)")

        let name = try #require(file.split(separator: "/").last)
        var charts = try Configuration.parse(
            try rendered("charts/pullpass/ci/snapshots/\(name)"),
            file: String(name),
            mode: .cluster,
            kinds: CredentialKinds.all
        ).get()
        // Named after the release, of which values know nothing.
        own.injection.policy = PolicyNames()
        charts.injection.policy = PolicyNames()
        #expect(own == charts)
    }

    /// The configuration in a snapshot.
    private func rendered(_ snapshot: String) throws -> [UInt8] {
        let objects = try YAMLNode.parse(yaml: try Repository.bytes(snapshot))
        let file = objects.first { $0["metadata"]?["name"]?.string?.hasSuffix("-config") == true }
        let data = try #require(file?["data"] ?? file?["stringData"])
        return Array(try #require(data["config.yaml"]?.string).utf8)
    }

    /// What is wrong with values elsewhere than in the configuration; Helm says it.
    private static let ofHelm: Set = [
        "also-namespaces", "also-own", "certificate-mode", "certificate-renewed-before-made", "cronjob-with-monitor",
        "cronjob-with-scaling", "drain-beyond-grace", "enabled-for-nobody", "fail-by-name-of-all", "fail-one-replica",
        "fail-opt-out",
        "fail-system", "fail-with-cronjob", "fail-with-wide-budget", "fail-without-budget", "fail-without-label",
        "files-without-bundle", "files-without-secret", "grace-of-kubernetes", "heal-with-cronjob", "labels-of-all",
        "labels-of-pods", "match-conditions-with-cronjob", "match-conditions-with-namespaces", "namespaces-own",
        "namespaces-self-test", "namespaces-with-wildcard", "node-config-json-elsewhere", "node-config-json-in-ours",
        "node-config-twice", "node-generic-without-paths", "node-old-kubelet", "node-path-with-dots",
        "node-remove-of-nothing", "node-restart-of-nothing", "node-unknown-flavour", "node-without-config",
        "node-without-flavour", "number-as-credential", "object-selector-of-ours", "object-selector-values",
        "policy-with-namespaces", "policy-with-scaling", "prepull-capitals", "prepull-half-digest", "prepull-here",
        "prepull-no-image", "prepull-twice", "prepull-url", "prepull-without-rights", "privileged-port",
        "pull-registries-with-namespaces", "scaling-upside-down", "scaling-without-request", "scrape-beyond-interval",
        "self-test-with-expressions", "self-without-clusterrole", "timeout", "unknown-key", "unknown-nested-key",
    ]

    @Test(arguments: try Repository.files("charts/pullpass/ci/invalid", endingIn: ".yaml"))
    func `what the chart refuses of a configuration is refused here, too`(file: String) throws {
        let input = ValidationInput(name: file, bytes: try Repository.bytes(file))
        let report = Validator(kinds: CredentialKinds.all).validate(values: [input])
        let name = file.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        #expect(report.errors.isEmpty == Self.ofHelm.contains(name), "\(report.diagnostics)")
    }

    @Test func `the configuration of the nodes is read as nodes read it, beside the cluster's`() {
        let node = """
            node:
              config:
                registries:
                  - name: hub
                    matchImages: [docker.io]
                    namespaces: { names: [a] }
                    credentials: { dockerHub: { username: { value: u }, token: { secretKeyRef: { name: hub, key: t } } } }

            """
        let report = validate(values: values(), node)
        let places = ["node.config.registries[0].namespaces", "node.config.registries[0].credentials.dockerHub.token"]
        for place in places {
            #expect(report.errors.contains { $0.keyPath.hasPrefix(place) }, "\(place): \(report.diagnostics)")
        }
        #expect(report.errors.allSatisfy { $0.file == "values-1.yaml" && $0.line >= 6 }, "\(report.diagnostics)")
        let good = node.replacing("namespaces: { names: [a] }", with: "anonymousFallback: false")
            .replacing("secretKeyRef: { name: hub, key: t }", with: "value: t")
        #expect(validate(values: values(), good).errors == [])
        #expect(
            validate(values: values(), "node: { config: {} }").diagnostics == validate(values: values()).diagnostics
        )
    }

    @Test func `values are known by their config, also as helm get values prints them`() {
        #expect(validate(values()).form == .values)
        #expect(validate("USER-SUPPLIED VALUES:\n" + values()).errors == [])
        let bad = validate("USER-SUPPLIED VALUES:\n" + values("https://ghcr.io/acme/"))
        #expect(bad.errors.map(\.line) == [5])
        #expect(bad.errors.map(\.keyPath) == ["config.registries[0].matchImages[0]"])
    }

    @Test func `later values go over earlier ones, and a mistake has the line of its own file`() {
        let base = values(more: "  keeper: { burst: 10, removeAfter: 5m }")
        let report = validate(values: "# production\n\n" + base, "config:\n  keeper:\n    burst: 0\n")
        let burst = report.errors.first { $0.keyPath == "config.keeper.burst" }
        #expect(burst?.file == "values-1.yaml" && burst?.line == 3, "\(report.diagnostics)")
        // Lists are not merged.
        let other = validate(values: values("https://ghcr.io/acme/"), values("quay.io"))
        #expect(other.errors == [])
        let twice = """
            config:
              registries:
                - { name: a, matchImages: [gcr.io], credentials: { gar: {} } }
                - { name: a, matchImages: [eu.gcr.io], credentials: { gar: {} } }
            """
        let names = validate(values: "replicas: 3\n\n\n\n\n", twice)
        #expect(names.errors.first?.message.contains("on line 3 too") == true, "\(names.diagnostics)")
        #expect(names.errors.first?.line == 4)
        #expect(validate(values: values(), "").errors == [])
        // A null in a later file takes the key away, as with Helm.
        #expect(
            validate(values: base.replacing("burst: 10", with: "burst: 0"), "config: { keeper: null }").errors == []
        )
    }

    @Test(
        arguments: [
            ("injection: { engine: polcy }", "injection.engine"),
            ("injection: { namespaces: all }", "injection.namespaces"),
            ("injection: { engine: policy, matchConditions: true }", "injection.matchConditions"),
            ("injection: { anonymousSecretName: A_B }", "injection.anonymousSecretName"),
        ]
    )
    func `a mistake in what the chart makes the file of has the place of the values`(more: String, path: String) {
        let report = validate(values: values(more: more))
        #expect(report.errors.map(\.keyPath) == [path], "\(report.diagnostics)")
    }

    @Test(arguments: ["{}", "replicas: 2", "config:", "config: []", "[]", "text"])
    func `values without a configuration are told so`(text: String) {
        #expect(!validate(values: text).errors.isEmpty)
    }
}
