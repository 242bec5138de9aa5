import EventLoop
import FoundationEssentials
import Processes
import TestSupport

/// A real `kube-apiserver` with its `etcd`, from the folder that `KUBEBUILDER_ASSETS` names (the convention of envtest).
enum RealCluster {
    private static let assets = ProcessInfo.processInfo.environment["KUBEBUILDER_ASSETS"] ?? ""

    /// Whether there is one.
    static let isAvailable = ["kube-apiserver", "etcd"].allSatisfy {
        !assets.isEmpty && FileManager.default.isExecutableFile(atPath: "\(assets)/\($0)")
    }

    /// For the list of skipped tests.
    static let absence: String =
        "KUBEBUILDER_ASSETS names no folder with kube-apiserver and etcd (\(assets.isEmpty ? "it is not set" : assets))"

    /// Starts everything.
    static func start() async throws -> TestCluster {
        let folder = try TemporaryDirectory()
        try await makeKeys(in: folder)
        // They stay reserved as long as the cluster lives; all three programs are written in Go.
        let reserved = try (0..<4).map { _ in try ReservedPort() }
        let ports = reserved.map(\.number)
        let token = "admin-\(UInt64.random(in: 0 ... .max))"
        try folder.write("tokens.csv", "\(token),admin,admin-uid,system:masters\n")
        try folder.write("audit.yaml", auditPolicy)
        let etcd = "http://127.0.0.1:\(ports[0])"
        let peer = "http://127.0.0.1:\(ports[1])"
        let url = "https://127.0.0.1:\(ports[2])"
        var processes: [RunningProcess] = []
        processes.append(
            try await start(
                "etcd",
                [
                    "--data-dir=\(folder.path("etcd"))", "--listen-client-urls=\(etcd)",
                    "--advertise-client-urls=\(etcd)",
                    "--listen-peer-urls=\(peer)", "--initial-advertise-peer-urls=\(peer)",
                    "--initial-cluster=default=\(peer)", "--unsafe-no-fsync", "--log-level=error",
                ]
            )
        )
        processes.append(
            try await start(
                "kube-apiserver",
                [
                    "--etcd-servers=\(etcd)", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
                    "--secure-port=\(ports[2])", "--tls-cert-file=\(folder.path("server.crt"))",
                    "--tls-private-key-file=\(folder.path("server.key"))", "--cert-dir=\(folder.path)",
                    "--client-ca-file=\(folder.path("ca.crt"))", "--service-account-issuer=\(url)/",
                    "--service-account-key-file=\(folder.path("sa.pub"))",
                    "--service-account-signing-key-file=\(folder.path("sa.key"))", "--authorization-mode=RBAC",
                    "--token-auth-file=\(folder.path("tokens.csv"))", "--service-cluster-ip-range=10.0.0.0/24",
                    "--endpoint-reconciler-type=none", "--audit-policy-file=\(folder.path("audit.yaml"))",
                    "--audit-log-path=\(folder.path("audit.log"))",
                ]
            )
        )
        let isReady = try await eventually(within: .seconds(120)) {
            try await curl(url, "/readyz", token, folder).status.isSuccess
        }
        guard isReady else { throw ClusterError("kube-apiserver did not become ready within two minutes") }
        let hasControllers = FileManager.default.isExecutableFile(atPath: "\(assets)/kube-controller-manager")
        if hasControllers {
            try folder.write(
                "kubeconfig",
                Installation.kubeconfig(url: url, authority: folder.path("ca.crt"), token: token)
            )
            let config = folder.path("kubeconfig")
            processes.append(
                try await start(
                    "kube-controller-manager",
                    [
                        "--kubeconfig=\(config)", "--authentication-kubeconfig=\(config)",
                        "--authorization-kubeconfig=\(config)", "--bind-address=127.0.0.1", "--secure-port=\(ports[3])",
                        "--cert-dir=\(folder.path)", "--service-account-private-key-file=\(folder.path("sa.key"))",
                        "--root-ca-file=\(folder.path("ca.crt"))", "--use-service-account-credentials=true",
                        "--leader-elect=false",
                    ]
                )
            )
            _ = try await eventually(within: .seconds(120)) {
                try await curl(url, "/api/v1/namespaces/default/serviceaccounts/default", token, folder).status
                    .isSuccess
            }
        }
        return try TestCluster(
            url: url,
            authority: folder.path("ca.crt"),
            adminToken: token,
            loop: try EventLoop(),
            hasControllers: hasControllers,
            auditLog: folder.path("audit.log")
        ) { [processes, folder, reserved] in
            for process in processes.reversed() {
                process.kill()
                _ = try? await process.waitForExit()
            }
            withExtendedLifetime((folder, reserved)) {}
        }
    }

    private static let auditPolicy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          - { level: Metadata, userGroups: ["system:serviceaccounts:pullpass"] }
          - { level: None }
        """

    private static func curl(
        _ url: String,
        _ path: String,
        _ token: String,
        _ folder: TemporaryDirectory
    ) async throws -> CommandResult {
        try await Tool.run(
            "curl",
            [
                "--silent", "--fail", "--output", "/dev/null", "--max-time", "5", "--cacert", folder.path("ca.crt"),
                "--header", "Authorization: Bearer \(token)", url + path,
            ]
        )
    }

    private static func start(_ name: String, _ arguments: [String]) async throws -> RunningProcess {
        var command = Command("\(assets)/\(name)", arguments)
        command.environment = ["PATH": "/usr/bin:/bin"]
        command.outputLimit = 256 << 20
        command.timeLimit = .seconds(1800)
        let process = try await RunningProcess.start(command)
        Task { for await _ in process.standardErrorLines {} }
        return process
    }

    private static func makeKeys(in folder: TemporaryDirectory) async throws {
        let names = "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc"
        for arguments in [
            ["genrsa", "-out", "sa.key", "2048"],
            ["rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub"],
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "ca.key", "-out", "ca.crt",
                "-subj",
                "/CN=test-ca",
            ],
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "server.key", "-out",
                "server.crt",
                "-subj", "/CN=kube-apiserver", "-addext", names, "-CA", "ca.crt", "-CAkey", "ca.key",
            ],
        ] {
            let files: Set = ["sa.key", "sa.pub", "ca.key", "ca.crt", "server.key", "server.crt"]
            let result = try await Tool.run("openssl", arguments.map { files.contains($0) ? folder.path($0) : $0 })
            guard result.status.isSuccess else { throw ClusterError("openssl \(arguments[0]): \(result.errorText)") }
        }
    }
}
