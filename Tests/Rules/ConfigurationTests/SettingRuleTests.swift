import Configuration
import Testing

private let head = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\n"

/// The rules for `server`, `keeper`, `log` and the selector, each with all that is said about a file that breaks it.
struct SettingRuleTests {
    @Test(
        "Each mistake is reported with its line, its place and what to write",
        arguments: [
            (
                settings("registry: []\nsever: {}\nfoo: 1\nlogs: {}"), .cluster,
                [
                    "c.yaml:7: registry: unknown key: did you mean registries?",
                    "c.yaml:8: sever: unknown key: did you mean server?",
                    "c.yaml:9: foo: unknown key: known here are apiVersion, heal, injection, keeper, kind, log, namespaceSelector, registries, retired, server, serviceAccounts and status",
                    "c.yaml:10: logs: unknown key: did you mean log?",
                ]
            ),
            (
                settings("server: { listen: 8443 }"), .cluster,
                [
                    "c.yaml:7: server.listen: must be a string, not a number: put it in quotes"
                ]
            ),
            (
                settings("server: { listen: \"8443\", metricsListen: \"a:b:1\" }"), .cluster,
                [
                    "c.yaml:7: server.listen: \"8443\" is no address: write host:port, [ipv6]:port or :port for all addresses",
                    "c.yaml:7: server.metricsListen: \"a:b:1\" is no address: write host:port, [ipv6]:port or :port for all addresses",
                ]
            ),
            (
                settings("server: { listen: \"example.com:8443\" }"), .cluster,
                [
                    "c.yaml:7: server.listen: cannot use the address \"example.com:8443\": \"example.com\" is not an IP address; write for example 127.0.0.1:8443, [::1]:8443 or :8443"
                ]
            ),
            (
                settings("server: { listen: \":8080\" }"), .cluster,
                [
                    "c.yaml:7: server.listen: :8080 and :8080 cannot both be listened on: choose another port"
                ]
            ),
            (
                settings("server: { tls: { certFile: a } }"), .cluster,
                [
                    "c.yaml:7: server.tls: has only one of certFile and keyFile: write both, the certificate and its private key"
                ]
            ),
            (
                settings("server: { maxBodyBytes: 1Mi, maxHeaderBytes: 8Mb }"), .cluster,
                [
                    "c.yaml:7: warning: server.maxBodyBytes: API servers send reviews of 3Mi and more: such Pods are let through unchanged; write 8Mi",
                    "c.yaml:7: server.maxHeaderBytes: \"8Mb\" is no size: write a whole number of bytes, or one with Ki, Mi, Gi, k, M or G, such as 8Mi",
                ]
            ),
            (
                settings("server: { maxBodyBytes: 1k, maxHeaderBytes: [] }"), .cluster,
                [
                    "c.yaml:7: server.maxBodyBytes: must be from 64Ki to 1Gi",
                    "c.yaml:7: server.maxHeaderBytes: must be a size such as 8Mi or 65536, not a list",
                ]
            ),
            (
                settings(
                    "server: { headerTimeout: 5, bodyTimeout: 5 seconds, writeTimeout: 1h, idleTimeout: 60s, drainTime: {} }"
                ), .cluster,
                [
                    "c.yaml:7: server.headerTimeout: is a number without a unit: write a duration such as 5s, 500ms or 1m30s",
                    "c.yaml:7: server.bodyTimeout: \"5 seconds\" is no duration: write numbers with units (h, m, s, ms), such as 5s or 1m30s",
                    "c.yaml:7: server.writeTimeout: must be from 100ms to 10m",
                    "c.yaml:7: server.drainTime: must be a duration such as 5s or 1m30s, not a mapping",
                    "c.yaml:7: warning: server.idleTimeout: the API server uses a connection again for 90s, so a shorter time loses requests: write 2m",
                ]
            ),
            (
                settings("server: { maxConnections: 0, maxStreams: many, tls: 3, idelTimeout: 1s }"), .cluster,
                [
                    "c.yaml:7: server.idelTimeout: unknown key: did you mean idleTimeout?",
                    "c.yaml:7: server.tls: must be a mapping with certFile, keyFile or clientCAFile, not a number",
                    "c.yaml:7: server.maxConnections: must be from 1 to 1000000",
                    "c.yaml:7: server.maxStreams: must be a whole number, not a string",
                ]
            ),
            (
                settings("server: []"), .cluster,
                [
                    "c.yaml:7: server: must be a mapping with listen, metricsListen, tls, maxBodyBytes, maxHeaderBytes, handshakeTimeout, headerTimeout, bodyTimeout, writeTimeout, idleTimeout, maxConnections, maxStreams or drainTime, not a list"
                ]
            ),
            (
                settings("keeper: { requestsPerSecond: 500 }"), .cluster,
                [
                    "c.yaml:7: keeper.requestsPerSecond: burst (100) is less than requestsPerSecond, which it would throttle: write a larger burst"
                ]
            ),
            (
                settings("keeper: { requestsPerSecond: fast, burst: 1.5, removeAfter: 1d }"), .cluster,
                [
                    "c.yaml:7: keeper.removeAfter: \"1d\" is no duration: write numbers with units (h, m, s, ms), such as 5s or 1m30s",
                    "c.yaml:7: keeper.requestsPerSecond: must be a number, not a string",
                    "c.yaml:7: keeper.burst: must be a whole number",
                ]
            ),
            (
                settings("keeper: { tenantSecrets: true }"), .cluster,
                [
                    "c.yaml:7: keeper.tenantSecrets: must be a mapping with enabled, not a boolean"
                ]
            ),
            (
                settings("keeper: { tenantSecrets: { enabled: \"true\" } }"), .cluster,
                [
                    "c.yaml:7: keeper.tenantSecrets.enabled: must be true or false, not a string"
                ]
            ),
            (
                settings("keeper: { leaderElection: { leaseDuration: 5s } }"), .cluster,
                [
                    "c.yaml:7: keeper.leaderElection: renewDeadline must be shorter than leaseDuration, or two leaders would act at once: write 15s and 10s"
                ]
            ),
            (
                settings("keeper: { leaderElection: { retryPeriod: 9s } }"), .cluster,
                [
                    "c.yaml:7: keeper.leaderElection: retryPeriod must be shorter than renewDeadline ÷ 1.2, so that a renewal can be tried twice: write 2s"
                ]
            ),
            (
                settings("keeper: { leaderElection: { leaseDuration: 15500ms, leaseName: A } }"), .cluster,
                [
                    "c.yaml:7: keeper.leaderElection.leaseName: \"A\" is no name of a Lease: write lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                    "c.yaml:7: keeper.leaderElection.leaseDuration: must be whole seconds: the Lease holds no fractions",
                ]
            ),
            (
                settings("log: { level: verbose, format: xml }"), .cluster,
                [
                    "c.yaml:7: log.level: \"verbose\" is not known: write trace, debug, info, notice, warning, error or critical",
                    "c.yaml:7: log.format: \"xml\" is not known: write text or json",
                ]
            ),
            (
                settings("log: { level: warn }"), .cluster,
                [
                    "c.yaml:7: log.level: \"warn\" is not known: write trace, debug, info, notice, warning, error or critical (did you mean warning?)"
                ]
            ),
            (
                settings("namespaceSelector: {}"), .cluster,
                [
                    "c.yaml:7: warning: namespaceSelector: selects every namespace, so each gets every credential: write matchLabels or leave the key out"
                ]
            ),
            (
                settings("namespaceSelector:\n  matchLabels:\n    # team: a"), .cluster,
                [
                    "c.yaml:7: warning: namespaceSelector: selects every namespace, so each gets every credential: write matchLabels or leave the key out"
                ]
            ),
            (
                settings("namespaceSelector: { matchLabels: {}, matchExpressions: [] }"), .cluster,
                [
                    "c.yaml:7: warning: namespaceSelector: selects every namespace, so each gets every credential: write matchLabels or leave the key out"
                ]
            ),
            (
                settings("namespaceSelector: { matchLabel: {} }"), .cluster,
                [
                    "c.yaml:7: namespaceSelector.matchLabel: unknown key: did you mean matchLabels?"
                ]
            ),
            (
                settings("namespaceSelector: { matchLabels: { a: true } }"), .cluster,
                [
                    "c.yaml:7: namespaceSelector.matchLabels[\"a\"]: must be a string, not a boolean: put the value in quotes"
                ]
            ),
            (
                settings(
                    "namespaceSelector: { matchExpressions: [{ key: a/b/c, operator: in }, { key: a, operator: In }, { key: b, operator: Exists, values: [x] }, {}] }"
                ), .cluster,
                [
                    "c.yaml:7: namespaceSelector.matchExpressions[0].key: \"a/b/c\" has more than one /",
                    "c.yaml:7: namespaceSelector.matchExpressions[0].operator: \"in\" is not known: write In, NotIn, Exists or DoesNotExist (did you mean In?)",
                    "c.yaml:7: namespaceSelector.matchExpressions[1]: In compares with nothing: write values: [ … ]",
                    "c.yaml:7: namespaceSelector.matchExpressions[2].values: Exists takes no values: remove them",
                    "c.yaml:7: namespaceSelector.matchExpressions[3].key: is missing: write the label's key",
                    "c.yaml:7: namespaceSelector.matchExpressions[3].operator: is missing: write In, NotIn, Exists or DoesNotExist",
                ]
            ),
        ] as [(String, Configuration.Mode, [String])]
    )
    func reports(text: String, mode: Configuration.Mode, diagnostics: [String]) {
        let reading = parse(text, mode: mode)
        #expect(reading.diagnostics.map(\.description) == diagnostics)
        #expect((reading.configuration == nil) == !reading.errors.isEmpty)
    }
}
