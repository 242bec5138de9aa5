// swift-tools-version: 6.2
import PackageDescription

/// What `pullpass version` prints.
let commit = Context.gitInformation.map { $0.currentCommit + ($0.hasUncommittedChanges ? "-dirty" : "") } ?? "unknown"

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "pullpass",
    products: [.executable(name: "pullpass", targets: ["pullpass"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // System: the C libraries, each imported by exactly one module, and leaves without product knowledge.
        .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
        .systemLibrary(
            name: "COpenSSL",
            path: "Sources/System/COpenSSL",
            pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CNghttp2",
            path: "Sources/System/CNghttp2",
            pkgConfig: "libnghttp2",
            providers: [.apt(["libnghttp2-dev"])]
        ),
        .systemLibrary(
            name: "CYAML",
            path: "Sources/System/CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        .target(
            name: "CBuild",
            path: "Sources/System/CBuild",
            cSettings: [.define("PULLPASS_COMMIT", to: "\"\(commit)\"")]
        ),

        // System
        .module("System/Text"),
        .module("System/Processes"),
        .module("System/Metrics"),
        .module("System/Logs", uses: [logging]),

        // Network
        .module("Network/Sockets", uses: ["CLinux"]),
        .module("Network/TLS", uses: ["COpenSSL"]),
        .module("Network/HTTP", uses: ["CNghttp2"]),
        .module("Network/HTTPServer", uses: ["HTTP", "Sockets", "TLS"]),
        .module("Network/HTTPClient", uses: ["HTTP", "Sockets", "TLS", "Text"]),

        // Rules
        .module("Rules/Names"),
        .module("Rules/YAML", uses: ["CYAML"]),
        .module("Rules/Images"),
        .module("Rules/Configuration", uses: ["Images", "YAML"]),
        .module("Rules/Admission", uses: ["Images"]),
        .module("Rules/Policy", uses: ["Configuration", "Images"]),

        // Credentials
        .module(
            "Credentials/Credentials",
            uses: ["Configuration", "HTTP", "HTTPClient", "Images", "Text"]
        ),
        .module("Credentials/KubeletProtocol", uses: ["Configuration", "Images", "Text"]),
        .module(
            "Credentials/Providers",
            uses: [
                "Configuration", "Credentials", "HTTP", "HTTPClient", "Images", "KubeletProtocol", "Processes", "TLS",
                "Text",
            ]
        ),
        .module(
            "Credentials/RegistryLogin",
            uses: ["Configuration", "Credentials", "HTTP", "HTTPClient", "Images", "Text"]
        ),

        // Cluster
        .module("Cluster/Kubernetes", uses: ["HTTP", "HTTPClient", "Processes", "Sockets", "TLS", "Text", "YAML"]),
        .module(
            "Cluster/SecretKeeper",
            uses: [
                "Configuration", "Credentials", "Images", "Kubernetes", "Metrics", "Sockets", "Text", logging,
            ]
        ),
        .module("Cluster/CertificateKeeper", uses: ["Kubernetes", "Sockets", "TLS", "Text", logging]),
        .module(
            "Cluster/PolicyKeeper",
            uses: ["Configuration", "Kubernetes", "Metrics", "Policy", "Sockets", logging]
        ),

        // Tools
        .module("Tools/Explain", uses: ["Admission", "Configuration", "Images", "YAML"]),

        // Server
        .module("Server/Webhook", uses: ["Admission", "HTTP", "HTTPServer", "Images", "Metrics", "TLS", logging]),

        .executableTarget(
            name: "pullpass",
            dependencies: [
                "Admission", "CBuild", "CertificateKeeper", "Configuration", "Credentials", "Explain",
                "HTTP", "HTTPClient", "HTTPServer", "Images", "Kubernetes", "Logs",
                "Metrics", "Policy", "PolicyKeeper", "Providers", "RegistryLogin", "SecretKeeper", "Sockets", "TLS",
                "Webhook",
                logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // Tests, in the folders of their modules' groups.
        .testSupport("TestSupport", uses: ["Processes", "Sockets"]),
        .testSupport("TestAPIServer", uses: ["HTTP", "HTTPServer", "Kubernetes", "Sockets", "TLS"]),
        .testSupport(
            "CredentialsTestSupport",
            uses: [
                "Configuration", "Credentials", "HTTP", "HTTPClient", "HTTPServer", "Images", "Providers",
                "RegistryLogin", "Sockets", "TLS", "TestSupport", "Text",
            ],
            hasFixtures: true
        ),
        .testSupport("PolicyTestSupport", uses: ["Admission", "Configuration", "Images", "TestSupport"]),
        .tests("System/TextTests", uses: ["Text"]),
        .tests("System/ProcessesTests", uses: ["Processes"]),
        .tests("System/MetricsTests", uses: ["Metrics"]),
        .tests("System/LogsTests", uses: ["Logs", logging]),
        .tests("Network/SocketsTests", uses: ["Sockets", "TestSupport"]),
        .tests("Network/TLSTests", uses: ["TLS", "TestSupport"]),
        .tests("Network/HTTPTests", uses: ["HTTP"]),
        .tests("Network/HTTPServerTests", uses: ["HTTP", "HTTPServer", "Sockets", "TLS", "TestSupport"]),
        .tests("Network/HTTPClientTests", uses: ["HTTP", "HTTPClient", "HTTPServer", "Sockets", "TLS", "TestSupport"]),
        .tests("Rules/YAMLTests", uses: ["YAML"]),
        .tests("Rules/ImagesTests", uses: ["Images"], hasFixtures: true),
        .tests("Rules/ConfigurationTests", uses: ["Configuration", "Images", "Providers"]),
        .tests("Rules/AdmissionTests", uses: ["Admission", "Images"], hasFixtures: true),
        .tests(
            "Rules/PolicyTests",
            uses: [
                "Admission", "Configuration", "Images", "Policy", "PolicyTestSupport", "Processes", "TestSupport",
                "YAML",
            ],
            hasFixtures: true
        ),
        .tests(
            "Credentials/CredentialsTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "HTTP", "Images", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Credentials/KubeletProtocolTests",
            uses: ["Images", "KubeletProtocol"]
        ),
        .tests(
            "Credentials/ProvidersTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "HTTP", "HTTPClient", "Images", "Processes",
                "Providers", "RegistryLogin", "Sockets", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Credentials/RegistryLoginTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "HTTP", "HTTPClient", "Images", "Providers",
                "RegistryLogin", "Sockets", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/KubernetesTests",
            uses: [
                "HTTP", "HTTPClient", "Kubernetes", "Sockets", "TestSupport", "Text", "YAML",
            ]
        ),
        .tests(
            "Cluster/SecretKeeperTests",
            uses: [
                "Configuration", "Credentials", "HTTP", "HTTPClient", "Images", "Kubernetes", "Metrics", "Providers",
                "SecretKeeper", "Sockets", "TLS", "TestAPIServer", "TestSupport", logging,
            ]
        ),
        .tests(
            "Cluster/CertificateKeeperTests",
            uses: [
                "Admission", "CertificateKeeper", "HTTP", "HTTPClient", "HTTPServer", "Images", "Kubernetes",
                "Metrics", "Sockets", "TLS", "TestAPIServer", "TestSupport", "Text", "Webhook", logging,
            ]
        ),
        .tests(
            "Cluster/PolicyKeeperTests",
            uses: [
                "Configuration", "Images", "Kubernetes", "Metrics", "Policy", "PolicyKeeper", "PolicyTestSupport",
                "Sockets", "TestAPIServer", "TestSupport", "YAML", logging,
            ]
        ),
        .tests("Tools/ExplainTests", uses: ["Configuration", "Explain", "Images", "Providers"], hasFixtures: true),
        .tests("Server/WebhookTests", uses: ["Admission", "HTTP", "Images", "Metrics", "TLS", "Webhook", logging]),
        .tests(
            "TestSupport/TestAPIServerTests",
            uses: [
                "HTTP", "HTTPServer", "Kubernetes", "Sockets", "TestAPIServer", "TestSupport",
            ]
        ),
        .tests(
            "IntegrationTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "HTTP", "HTTPClient", "HTTPServer", "Images",
                "Kubernetes", "Metrics", "Policy", "PolicyTestSupport", "Processes", "Providers", "RegistryLogin",
                "SecretKeeper", "Sockets", "TLS", "TestAPIServer", "TestSupport", "Text", "YAML", logging,
            ],
            hasFixtures: true
        ),
    ],
    swiftLanguageModes: [.v6]
)

extension Target {
    /// A module of one concern, in the folder `Sources/<group>/<name>`.
    static func module(_ path: String, uses dependencies: [Dependency] = []) -> Target {
        .target(name: name(path), dependencies: dependencies, path: "Sources/\(path)")
    }

    /// What tests share, in `Tests/TestSupport/<name>`.
    static func testSupport(_ name: String, uses dependencies: [Dependency] = [], hasFixtures: Bool = false) -> Target {
        .target(
            name: name,
            dependencies: dependencies,
            path: "Tests/TestSupport/\(name)",
            exclude: hasFixtures ? ["Fixtures"] : []
        )
    }

    /// The tests of a module, in `Tests/<group>/<name>`.
    static func tests(_ path: String, uses dependencies: [Dependency], hasFixtures: Bool = false) -> Target {
        .testTarget(
            name: name(path),
            dependencies: dependencies,
            path: "Tests/\(path)",
            exclude: hasFixtures ? ["Fixtures"] : []
        )
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// `PULLPASS_STRICT=1` (set by `make test`) turns warnings into errors; a newer compiler must not break a user's build.
let strict = Context.environment["PULLPASS_STRICT"] == "1"

for target in package.targets where target.type != .system && target.name != "CBuild" {
    target.swiftSettings = [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
    if strict {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
        target.swiftSettings?.append(.treatWarning("DeprecatedDeclaration", as: .warning))
    }
}
