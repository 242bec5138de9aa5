import FoundationEssentials
import Processes
import TestSupport
import Testing

/// A proxy that reaches the internet and not the cluster, as everybody meets it who sets HTTPS_PROXY for the first time.
@Suite(.needs("python3")) struct ProxyTests {
    private static let script = """
        import socket, sys, threading
        reply = sys.argv[1].encode().decode('unicode_escape').encode()
        s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(50)
        print(s.getsockname()[1], file=sys.stderr, flush=True)
        def answer(c):
            c.recv(4096); c.sendall(reply); c.close()
        while True:
            c, _ = s.accept(); threading.Thread(target=answer, args=(c,), daemon=True).start()
        """

    /// A running proxy, ended with the value.
    private final class Proxy {
        let port: Int
        private let process: RunningProcess

        init(reply: String) async throws {
            let python = try #require(Tool("python3"))
            process = try await RunningProcess.start(
                Command(
                    python.path,
                    ["-c", ProxyTests.script, reply],
                    environment: Tool.environment,
                    timeLimit: .seconds(600)
                )
            )
            let log = LogCollector()
            let running = process
            Task { await log.collect(from: running) }
            let line = await log.firstLine { Int($0) != nil }
            port = try #require(line.flatMap { Int($0) })
        }

        deinit { process.kill() }
    }

    private static let configuration = """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: nexus
            matchImages: ["nexus.example.com"]
            credentials:
              basic: { username: { value: puller }, password: { secretKeyRef: { name: nexus, key: password } } }
        """

    private static func kubeconfig(_ server: String) -> String {
        """
        apiVersion: v1
        kind: Config
        clusters: [{ name: c, cluster: { server: "\(server)" } }]
        users: [{ name: u, user: { token: hunter2 } }]
        contexts: [{ name: x, context: { cluster: c, user: u } }]
        current-context: x
        """
    }

    private static let forbidden = #"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"#
    private static let unavailable = #"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"#

    @Test(arguments: [
        (
            unavailable, "HTTPS_PROXY", "https://10.96.0.1:443",
            "add 10.96.0.1 (the address of the Service kubernetes) to NO_PROXY"
        ),
        (
            forbidden, "https_proxy", "https://10.43.0.1:443",
            "add 10.43.0.1 (the address of the Service kubernetes) to NO_PROXY"
        ),
        (
            unavailable, "HTTPS_PROXY", "https://api.cluster.example:6443",
            "add api.cluster.example to NO_PROXY where it is to be reached without the proxy"
        ),
        (
            "", "HTTPS_PROXY", "https://10.96.0.1:443",
            "add 10.96.0.1 (the address of the Service kubernetes) to NO_PROXY"
        ),
    ])
    func `that takes the API server is named by check and sync, with what to add to NO_PROXY`(
        reply: String,
        variable: String,
        server: String,
        advice: String
    ) async throws {
        let proxy = try await Proxy(reply: reply)
        let directory = try TemporaryDirectory()
        let files = [
            "--config", try directory.write("pullpass.yaml", Self.configuration),
            "--kubeconfig", try directory.write("kubeconfig", Self.kubeconfig(server)),
        ]
        let environment = [variable: "http://user:hunter2@127.0.0.1:\(proxy.port)", "NO_PROXY": ".svc,.cluster.local"]
        let executable = try Repository.executable()
        let check = try await Tool.run(executable, ["check", "--no-login"] + files, environment: environment)
        #expect(check.status == .exited(1))
        #expect(check.outputText.contains(" through the proxy of \(variable): "), "\(check.outputText)")
        #expect(check.outputText.contains(": \(advice)\n"), "\(check.outputText)")
        let sync = try await Tool.run(executable, ["sync", "--once"] + files, environment: environment)
        #expect(sync.status == .exited(1))
        let last = sync.errorText.split(separator: "\n").last { $0.hasPrefix("pullpass: ") } ?? ""
        #expect(
            last
                == "pullpass: the API server at \(server) does not answer, nothing was done: it is asked through the proxy "
                + "127.0.0.1:\(proxy.port) of \(variable): \(advice)",
            "\(sync.errorText)"
        )
        #expect(!last.contains("--context") && !last.contains("kubeconfig"))
        for text in [check.outputText, check.errorText, sync.outputText, sync.errorText] {
            #expect(!text.contains("hunter2"))
        }
    }

    /// As a Pod finds it, with certificates of its own: `helm --wait` must not report success.
    @Test func `that takes the API server keeps a new replica from being ready`() async throws {
        let proxy = try await Proxy(reply: Self.unavailable)
        let directory = try TemporaryDirectory()
        let certificates = try await CertificateFiles()
        let server = try await PullpassServer.launch(
            [
                "serve", "--config", try directory.write("config.yaml", Self.configuration),
                "--kubeconfig", try directory.write("kubeconfig", Self.kubeconfig("https://10.96.0.1:443")),
                "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0",
                "--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey,
            ],
            environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": ".svc,.cluster.local"],
            certificates: certificates,
            directory: directory,
            waitsForReady: false
        )
        let told = try await eventually(within: .seconds(60)) {
            let text = try await Tool.run("curl", ["--silent", "http://127.0.0.1:\(server.metricsPort)/readyz"])
                .outputText
            return text.hasPrefix("not ready: the namespaces have not been read from the API server yet\n")
                && text.contains("through the proxy of HTTPS_PROXY: ")
                && text.contains("add 10.96.0.1 (the address of the Service kubernetes) to NO_PROXY\n")
        }
        #expect(told)
        #expect(try await server.health("readyz") == 503)
        #expect(try await server.health("healthz") == 200)
    }
}
