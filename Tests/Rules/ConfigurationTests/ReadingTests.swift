import Configuration
import Images
import Testing

@testable import Providers

/// What a valid file becomes.
struct ReadingTests {
    @Test func `The example of the design is read whole`() throws {
        let configuration = try parse(
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: dockerhub
                matchImages: ["docker.io"]
                credentials:
                  basic:
                    username: { value: janedoe }
                    password: { secretKeyRef: { name: dockerhub-token, key: token } }
              - name: ecr-seoul
                matchImages: ["123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"]
                credentials:
                  ecr: { region: ap-northeast-2 }
                namespaces:
                  names: ["team-*"]
                  labels: { tier: prod }
                imagePullPolicy: Always
            """
        ).get()
        let hub = configuration.registries[0]
        #expect(hub.secretName == "pullpass-dockerhub")
        #expect(hub.matchImages.map(\.text) == ["docker.io"])
        #expect(hub.anonymousFallback)
        #expect(hub.placement == .eager)
        #expect(hub.imagePullPolicy == nil)
        #expect(hub.namespaces == NamespaceRule())
        guard let basic = hub.credentials?.base as? BasicSource else {
            Issue.record("the credentials are not basic")
            return
        }
        #expect(basic.username == .value(SecretText("janedoe")))
        #expect(basic.password == .secretKeyRef(name: "dockerhub-token", key: "token"))
        let ecr = configuration.registries[1]
        #expect(ecr.namespaces == NamespaceRule(names: ["team-*"], labels: ["tier": "prod"]))
        #expect(ecr.imagePullPolicy == .always)
        #expect(!ecr.anonymousFallback)
        #expect(configuration.namespaceSelector == .optedIn)
        #expect(configuration.server == ServerSettings())
        #expect(configuration.keeper == KeeperSettings())
        #expect(configuration.log == LogSettings())
    }

    @Test(arguments: [
        ("", ProbeSettings()), ("probe:\n", ProbeSettings()), ("probe: {}\n", ProbeSettings(isEnabled: true)),
        ("probe: { enabled: false, image: a.b/x }\n", ProbeSettings(image: "a.b/x")),
        ("probe: { image: 'a.b/x:1' }\n", ProbeSettings(isEnabled: true, image: "a.b/x:1")),
    ])
    func `A probe is off unless it is asked for`(lines: String, settings: ProbeSettings) throws {
        let text = registry("matchImages: [a.b]\n\(lines)credentials: { gar: {} }")
        #expect(try parse(text).get().registries.map(\.probe) == [settings])
    }

    @Test func `JSON is a configuration too`() throws {
        let text =
            #"{"apiVersion":"pullpass.dev/v1alpha1","kind":"Configuration","registries":[{"name":"a","always":true}]}"#
        let configuration = try parse(text, mode: .standalone).get()
        #expect(configuration.registries == [Registry(name: "a", matchImages: [], always: true)])
    }

    @Test func `Every setting of the server, the keeper and the log is read`() throws {
        let configuration = try parse(
            settings(
                """
                server:
                  listen: "127.0.0.1:9443"
                  metricsListen: "[::1]:0"
                  tls: { certFile: a.crt, keyFile: a.key, clientCAFile: ca.crt }
                  maxBodyBytes: 16Mi
                  maxHeaderBytes: 65536
                  handshakeTimeout: 1s
                  headerTimeout: 2s
                  bodyTimeout: 1.5s
                  writeTimeout: 500ms
                  idleTimeout: 1h30m
                  maxConnections: 7
                  maxStreams: 8
                  drainTime: 0s
                keeper:
                  removeAfter: 2h
                  requestsPerSecond: 2.5
                  burst: 9
                  tenantSecrets: { enabled: true }
                  leaderElection: { leaseName: a, leaseDuration: 60s, renewDeadline: 40s, retryPeriod: 5s }
                log: { level: debug, format: text }
                namespaceSelector:
                  matchLabels: { a.example/b: "" }
                  matchExpressions:
                    - { key: tier, operator: NotIn, values: [dev] }
                    - { key: team, operator: Exists }
                """
            )
        ).get()
        var server = ServerSettings()
        server.listen = ListenAddress(host: "127.0.0.1", port: 9443)
        server.metricsListen = ListenAddress(host: "::1", port: 0)
        server.tls = TLSFiles(certFile: "a.crt", keyFile: "a.key", clientCAFile: "ca.crt")
        server.maxBodyBytes = 16 << 20
        server.maxHeaderBytes = 65536
        server.handshakeTimeout = .seconds(1)
        server.headerTimeout = .seconds(2)
        server.bodyTimeout = .milliseconds(1500)
        server.writeTimeout = .milliseconds(500)
        server.idleTimeout = .seconds(5400)
        server.maxConnections = 7
        server.maxStreams = 8
        server.drainTime = .zero
        #expect(configuration.server == server)
        var keeper = KeeperSettings()
        keeper.removeAfter = .seconds(7200)
        keeper.requestsPerSecond = 2.5
        keeper.burst = 9
        keeper.tenantSecretsEnabled = true
        keeper.leaderElection.leaseName = "a"
        keeper.leaderElection.leaseDuration = .seconds(60)
        keeper.leaderElection.renewDeadline = .seconds(40)
        keeper.leaderElection.retryPeriod = .seconds(5)
        #expect(configuration.keeper == keeper)
        #expect(configuration.log.level == .debug)
        #expect(configuration.log.format == .text)
        let selector = LabelSelector(
            matchLabels: ["a.example/b": ""],
            matchExpressions: [
                .init(key: "tier", operator: .notIn, values: ["dev"]), .init(key: "team", operator: .exists),
            ]
        )
        #expect(configuration.namespaceSelector == selector)
    }

    @Test(
        "Durations are Go's",
        arguments: [
            ("0", Duration.zero), ("0s", .zero), ("5s", .seconds(5)), ("1m30s", .seconds(90)), ("1.5h", .seconds(5400)),
            (".5s", .milliseconds(500)), ("1h0m0.001s", .seconds(3600) + .milliseconds(1)), ("10us", .microseconds(10)),
            ("10µs", .microseconds(10)), ("7ns", .nanoseconds(7)), ("1.9ns", .nanoseconds(1)),
            ("100ms", .milliseconds(100)),
        ]
    )
    func durations(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        "What is no duration is refused",
        arguments: [
            "", "s", "5", "5 s", "-5s", "+5s", "5x", "1.2.3s", ".s", "5S", "1d", "٣s", "9999999999999h", "1m30", " 5s",
            "99999999999999999999s",
        ]
    )
    func noDurations(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test("A duration is written as it is read", arguments: ["0s", "1h", "1h30m", "90ms", "1m1s500ms"])
    func durationText(text: String) {
        #expect(DurationText.parse(text).map(DurationText.text) == text)
    }

    @Test(
        "Listen addresses are read",
        arguments: [
            (":8443", "", 8443), ("0.0.0.0:1", "0.0.0.0", 1), ("[::]:65535", "::", 65535),
            ("localhost:0", "localhost", 0),
        ] as [(String, String, UInt16)]
    )
    func listenAddress(text: String, host: String, port: UInt16) throws {
        #expect(try ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(try ListenAddress(text)?.description == text)
    }

    @Test(
        "What is no listen address is refused",
        arguments: [
            "", "8443", "host", "host:", ":65536", "::1:80", "[::1]", "[]:80", "[host]:80", "http://h:80", "a b:80",
            ":+1", ":١",
        ]
    )
    func noListenAddress(text: String) throws {
        #expect(try ListenAddress(text) == nil)
    }

    @Test(
        "Namespaces have names of one part, other objects of several",
        arguments: [
            ("a", true, true), ("a-1", true, true), ("a.b", false, true), ("", false, false), ("A", false, false),
            ("-a", false, false), ("a-", false, false), ("a..b", false, false), ("a_b", false, false),
            (String(repeating: "a", count: 63), true, true), (String(repeating: "a", count: 64), false, true),
            (String(repeating: "a", count: 254), false, false),
        ]
    )
    func names(text: String, isLabel: Bool, isSubdomain: Bool) {
        #expect(NameRules.isLabel(text) == isLabel)
        #expect(NameRules.isSubdomain(text) == isSubdomain)
    }

    @Test(
        "A label selector selects what the API server would",
        arguments: [
            (LabelSelector(), [:], true), (.optedIn, [:], false), (.optedIn, ["pullpass.dev/inject": "enabled"], true),
            (.optedIn, ["pullpass.dev/inject": "true"], true), (.optedIn, ["pullpass.dev/inject": "disabled"], false),
            (LabelSelector(matchLabels: ["a": ""]), [:], false),
            (LabelSelector(matchLabels: ["a": ""]), ["a": ""], true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: .notIn, values: ["b"])]), [:], true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: .notIn, values: ["b"])]), ["a": "b"], false),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: .exists)]), ["a": "b"], true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: .doesNotExist)]), ["a": "b"], false),
            (
                LabelSelector(matchLabels: ["a": "b"], matchExpressions: [.init(key: "c", operator: .exists)]),
                ["a": "b"], false
            ),
        ] as [(LabelSelector, [String: String], Bool)]
    )
    func selectors(selector: LabelSelector, labels: [String: String], selects: Bool) {
        #expect(selector.matches(labels) == selects)
    }

    @Test(
        "The anonymous fallback is on by default for registries of public images only",
        arguments: [
            ("docker.io", true), ("docker.io/team/", true), ("ghcr.io", true), ("quay.io", true),
            ("public.ecr.aws", true),
            ("registry.example.com", false), ("gcr.io", false),
        ]
    )
    func fallback(pattern: String, isOn: Bool) throws {
        let text = registry("matchImages: [\"\(pattern)\"]\ncredentials: { gar: {} }")
        #expect(try parse(text).get().registries.first?.anonymousFallback == isOn)
        let opposite = registry("matchImages: [\"\(pattern)\"]\ncredentials: { gar: {} }\nanonymousFallback: \(!isOn)")
        #expect(try parse(opposite).get().registries.first?.anonymousFallback == !isOn)
    }
}
