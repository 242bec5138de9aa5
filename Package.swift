// swift-tools-version: 6.2
import PackageDescription

/// What `pullpass version` prints.
let commit = Context.gitInformation.map { $0.currentCommit + ($0.hasUncommittedChanges ? "-dirty" : "") } ?? "unknown"

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// What the bodies of `Tests/Fuzz/FuzzBodies` hold to its promises.
let fuzzed: [Target.Dependency] = [
    "Admission",
    "Configuration",
    "Credentials",
    "EventLoop",
    "HTTP",
    "HTTPClient",
    "Images",
    "Injection",
    "KubeletProtocol",
    "Kubernetes",
    "Manifests",
    "Names",
    "PlainReadings",
    "Policy",
    "Providers",
    "Sockets",
    "TLS",
    "Text",
    "YAML",
]

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
        .target(name: "CAllocation", path: "Sources/System/CAllocation"),
        .target(name: "CJSONScan", path: "Sources/System/CJSONScan"),
        .target(
            name: "CBuild",
            path: "Sources/System/CBuild",
            cSettings: [.define("PULLPASS_COMMIT", to: "\"\(commit)\"")]
        ),

        // System
        .module("System/Text"),
        .module("System/Linux", uses: ["CLinux"]),
        .module("System/Files", uses: ["Text"]),
        .module("System/Processes", uses: ["Linux"]),
        .module("System/Metrics"),
        .module("System/Logs", uses: ["Text", logging]),

        // Network
        .module("Network/EventLoop", uses: ["Linux"]),
        .module("Network/Sockets", uses: ["EventLoop", "Linux"]),
        .module("Network/TLS", uses: ["CAllocation", "COpenSSL", "Text"]),
        .module("Network/HTTP", uses: ["CNghttp2"]),
        .module("Network/HTTPServer", uses: ["EventLoop", "HTTP", "Linux", "Sockets", "TLS"]),
        .module("Network/HTTPClient", uses: ["EventLoop", "HTTP", "Linux", "Sockets", "TLS", "Text"]),

        // Rules
        .module("Rules/Names"),
        .module("Rules/YAML", uses: ["CYAML", "Text"]),
        .module("Rules/Images", uses: ["Text"]),
        .module("Rules/Configuration", uses: ["Files", "Images", "Manifests", "Names", "Sockets", "Text", "YAML"]),
        .module("Rules/Admission", uses: ["CJSONScan", "Images", "Names"]),
        .module("Rules/Injection", uses: ["Admission", "Configuration", "Images", "Names", "Text"]),
        .module("Rules/Manifests", uses: ["Text"]),
        .module("Rules/Causes", uses: ["Images", "Names", "Text"]),
        .module(
            "Rules/Policy",
            uses: [
                "Admission", "Configuration", "Images", "Injection", "Manifests", "Names", "Text",
            ]
        ),

        // Credentials
        .module(
            "Credentials/Credentials",
            uses: [
                "Configuration", "EventLoop", "Files", "HTTP", "HTTPClient", "Images", "TLS", "Text",
            ]
        ),
        .module("Credentials/KubeletProtocol", uses: ["Configuration", "Images", "Text"]),
        .module(
            "Credentials/Providers",
            uses: [
                "Configuration", "Credentials", "EventLoop", "HTTP", "HTTPClient", "Images", "KubeletProtocol",
                "Processes", "TLS", "Text",
            ]
        ),
        .module(
            "Credentials/RegistryLogin",
            uses: [
                "Configuration", "Credentials", "HTTP", "HTTPClient", "Images", "TLS", "Text",
            ]
        ),

        // Cluster
        .module(
            "Cluster/Kubernetes",
            uses: [
                "EventLoop", "Files", "HTTP", "HTTPClient", "Names", "Processes", "TLS", "Text", "YAML",
            ]
        ),
        .module("Cluster/Controllers", uses: ["EventLoop", "Kubernetes", "Logs", "Names", logging]),
        .module("Cluster/Status", uses: ["Text"]),
        .module(
            "Cluster/SecretKeeper",
            uses: [
                "Admission", "Configuration", "Controllers", "Credentials", "EventLoop", "Files", "Images",
                "Injection", "Kubernetes", "Logs", "Metrics", "Names", "Status", "Text", logging,
            ]
        ),
        .module(
            "Cluster/CertificateKeeper",
            uses: [
                "Controllers", "EventLoop", "Kubernetes", "Logs", "Names", "TLS", "Text", logging,
            ]
        ),
        .module(
            "Cluster/SelfTest",
            uses: [
                "Admission", "Configuration", "Controllers", "EventLoop", "Images", "Kubernetes", "Logs", "Metrics",
                "Names", "Text", logging,
            ]
        ),
        .module(
            "Cluster/PodHealer",
            uses: [
                "Causes", "Configuration", "Controllers", "Credentials", "EventLoop", "Images", "Kubernetes", "Logs",
                "Metrics", "Names", "SecretKeeper", "Status", "Text", logging,
            ]
        ),
        .module(
            "Cluster/ConfigurationKeeper",
            uses: [
                "Configuration", "Controllers", "EventLoop", "Kubernetes", "Logs", "Metrics", "Names", "Text",
                logging,
            ]
        ),
        .module(
            "Cluster/RegistryStatusKeeper",
            uses: ["Controllers", "EventLoop", "Kubernetes", "Logs", "Metrics", "Names", "Status", "Text", logging]
        ),
        .module(
            "Cluster/Installation",
            uses: ["Configuration", "ConfigurationKeeper", "Kubernetes", "Names", "Text"]
        ),
        .module(
            "Cluster/ServiceAccountKeeper",
            uses: [
                "Configuration", "Controllers", "EventLoop", "Images", "Injection", "Kubernetes", "Logs", "Metrics",
                "Names", "Text", logging,
            ]
        ),
        .module(
            "Cluster/PolicyKeeper",
            uses: [
                "Configuration", "Controllers", "EventLoop", "Kubernetes", "Logs", "Metrics", "Names", "Policy", "Text",
                logging,
            ]
        ),

        // Tools
        .module(
            "Tools/CredentialPlugin",
            uses: ["Configuration", "Credentials", "Files", "Images", "KubeletProtocol", "TLS", "Text"]
        ),
        .module(
            "Tools/Explain",
            uses: [
                "Admission", "Causes", "Configuration", "Images", "Injection", "Manifests", "Names", "Text", "YAML",
            ]
        ),
        .module(
            "Tools/Diagnosis",
            uses: ["Admission", "Causes", "Configuration", "Images", "Injection", "Names", "Text"]
        ),
        .module(
            "Tools/Gathering",
            uses: [
                "Admission", "Causes", "Configuration", "ConfigurationKeeper", "Diagnosis", "Explain", "Files",
                "HTTP", "Images", "Injection", "Installation", "Kubernetes", "Manifests", "Names", "RegistryLogin",
                "TLS", "Text", "YAML",
            ]
        ),
        .module(
            "Tools/KubeletConfiguration",
            uses: ["Configuration", "Files", "Images", "KubeletProtocol", "Manifests", "Names", "TLS", "Text", "YAML"]
        ),
        .module(
            "Tools/Validation",
            uses: ["Configuration", "Manifests", "Names", "Policy", "Text", "YAML"]
        ),
        .module("Tools/Migration", uses: ["Images", "Manifests", "Names", "Text", "YAML"]),
        .module(
            "Tools/NodeDockerConfig",
            uses: [
                "Configuration", "Credentials", "EventLoop", "Files", "Images", "Logs", "TLS", "Text", "YAML", logging,
            ]
        ),

        .module(
            "Tools/NodeSetup",
            uses: [
                "Configuration", "EventLoop", "Files", "HTTP", "HTTPClient", "KubeletConfiguration", "Linux",
                "Manifests",
                "Processes", "TLS", "Text", "YAML",
            ]
        ),

        // Server
        .module(
            "Server/Webhook",
            uses: [
                "Admission", "HTTP", "HTTPServer", "Images", "Injection", "Logs", "Metrics", "Sockets", "TLS", "Text",
                logging,
            ]
        ),

        .module(
            "Server/Serving",
            uses: [
                "Admission", "CertificateKeeper", "Configuration", "ConfigurationKeeper", "Controllers",
                "Credentials", "EventLoop", "Files", "HTTP", "HTTPClient", "HTTPServer", "Images", "Injection",
                "Installation", "Kubernetes", "Linux", "Logs", "Metrics", "Names", "PodHealer", "Policy",
                "PolicyKeeper", "Providers", "RegistryLogin", "RegistryStatusKeeper", "SecretKeeper", "SelfTest",
                "ServiceAccountKeeper", "Sockets", "Status", "Text", "TLS", "Webhook", logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        .executableTarget(
            name: "pullpass",
            dependencies: [
                "CBuild",
                "Configuration",
                "ConfigurationKeeper",
                "CredentialPlugin",
                "Credentials",
                "EventLoop",
                "Explain",
                "Files",
                "Gathering",
                "HTTP",
                "HTTPClient",
                "KubeletConfiguration",
                "KubeletProtocol",
                "Kubernetes",
                "Linux",
                "Migration",
                "Names",
                "NodeDockerConfig",
                "NodeSetup",
                "Policy",
                "PolicyKeeper",
                "Providers",
                "RegistryLogin",
                "RegistryStatusKeeper",
                "SecretKeeper",
                "SelfTest",
                "ServiceAccountKeeper",
                "Serving",
                "Status",
                "TLS",
                "Text",
                "Validation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        // Tests, in the folders of their modules' groups.
        .testSupport("TestSupport", uses: ["EventLoop", "Logs", "Processes", "Sockets", "Text", logging]),
        .testSupport("JSONTexts"),
        .testSupport("HTTP2TestSupport", uses: ["EventLoop", "Sockets"]),
        .testSupport("PlainReadings", uses: ["YAML"]),
        .testSupport("TestAPIServer", uses: ["EventLoop", "HTTP", "HTTPServer", "Kubernetes", "Sockets"]),
        .testSupport(
            "CredentialsTestSupport",
            uses: [
                "Configuration", "Credentials", "EventLoop", "Files", "HTTP", "HTTPClient", "HTTPServer", "Images",
                "Linux", "Providers", "RegistryLogin", "Sockets", "TLS", "TestSupport", "Text",
            ],
            hasFixtures: true
        ),
        .testSupport("TestKubelet", uses: ["Images", "Linux", "TLS", "TestSupport", "Text", "YAML"]),
        .testSupport("PolicyTestSupport", uses: ["Admission", "Configuration", "Images", "Injection", "TestSupport"]),
        .tests("System/TextTests", uses: ["JSONTexts", "Text"]),
        .tests("System/LinuxTests", uses: ["Linux"]),
        .tests("System/FilesTests", uses: ["Files"]),
        .tests("System/ProcessesTests", uses: ["Linux", "Processes", "TestSupport"]),
        .tests("System/MetricsTests", uses: ["Metrics"]),
        .tests("System/LogsTests", uses: ["Logs", "Text", logging]),
        .tests("Network/EventLoopTests", uses: ["EventLoop", "Linux", "TestSupport"]),
        .tests("Network/SocketsTests", uses: ["EventLoop", "Linux", "Sockets", "TestSupport"]),
        .tests("Network/TLSTests", uses: ["TLS", "TestSupport", "Text"]),
        .tests("Network/HTTPTests", uses: ["HTTP", "HTTP2TestSupport", "TestSupport"]),
        .tests(
            "Network/HTTPServerTests",
            uses: [
                "EventLoop", "HTTP", "HTTP2TestSupport", "HTTPServer", "Linux", "Sockets", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Network/HTTPClientTests",
            uses: [
                "EventLoop", "HTTP", "HTTPClient", "HTTPServer", "Linux", "Sockets", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests("Rules/YAMLTests", uses: ["JSONTexts", "YAML"]),
        .tests("Rules/ImagesTests", uses: ["Images", "JSONTexts", "TestSupport"], hasFixtures: true),
        .tests(
            "Rules/ConfigurationTests",
            uses: [
                "Configuration", "CredentialsTestSupport", "Files", "Images", "PlainReadings", "Providers",
                "TestSupport",
                "YAML",
            ]
        ),
        .tests(
            "Rules/AdmissionTests",
            uses: ["Admission", "Images", "JSONTexts", "PlainReadings", "TestSupport"],
            hasFixtures: true
        ),
        .tests("Rules/InjectionTests", uses: ["Admission", "Configuration", "Images", "Injection"]),
        .tests("Rules/CausesTests", uses: ["Causes", "Images", "TestSupport", "Text"]),
        .tests("Rules/ManifestsTests", uses: ["Manifests", "Text", "YAML"]),
        .tests(
            "Rules/PolicyTests",
            uses: ["Configuration", "Images", "PlainReadings", "Policy", "PolicyTestSupport", "YAML"]
        ),
        .tests(
            "Credentials/CredentialsTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "EventLoop", "Images", "TestSupport",
                "Text",
            ]
        ),
        .tests("Credentials/KubeletProtocolTests", uses: ["Configuration", "Images", "KubeletProtocol", "Text"]),
        .tests(
            "Credentials/ProvidersTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "EventLoop", "HTTP", "HTTPClient", "Images",
                "Providers", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Credentials/RegistryLoginTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "EventLoop", "HTTP", "HTTPClient",
                "Images",
                "Providers",
                "RegistryLogin", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/KubernetesTests",
            uses: [
                "EventLoop", "HTTP", "HTTPServer", "JSONTexts", "Kubernetes", "Sockets", "TLS", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/ControllersTests",
            uses: [
                "Controllers", "EventLoop", "Kubernetes", "Names", "TestAPIServer", "TestSupport", "Text", logging,
            ]
        ),
        .tests(
            "Cluster/SecretKeeperTests",
            uses: [
                "Admission", "Configuration", "Controllers", "Credentials", "CredentialsTestSupport", "EventLoop",
                "HTTP", "HTTPClient",
                "Images", "Injection", "Kubernetes", "Metrics", "Providers", "SecretKeeper", "Status", "TLS",
                "TestAPIServer",
                "TestSupport", "Text", logging,
            ]
        ),
        .tests("Cluster/StatusTests", uses: ["Status", "Text"]),
        .tests(
            "Cluster/InstallationTests",
            uses: [
                "Configuration", "EventLoop", "Installation", "Kubernetes", "TestAPIServer", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/CertificateKeeperTests",
            uses: [
                "Admission", "CertificateKeeper", "Controllers", "EventLoop", "HTTP", "HTTPClient", "HTTPServer",
                "Images",
                "Kubernetes", "Metrics", "Sockets", "TLS", "TestAPIServer", "TestSupport", "Text", "Webhook", logging,
            ]
        ),
        .tests(
            "Cluster/SelfTestTests",
            uses: [
                "Admission", "Configuration", "Controllers", "EventLoop", "HTTP", "Images", "Injection", "Kubernetes",
                "Metrics", "SelfTest", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/PodHealerTests",
            uses: [
                "Causes", "Configuration", "Controllers", "Credentials", "EventLoop", "HTTP", "Images", "Kubernetes",
                "Metrics", "PodHealer", "SecretKeeper", "Status", "TestAPIServer", "TestSupport", "Text", logging,
            ]
        ),
        .tests(
            "Cluster/ConfigurationKeeperTests",
            uses: [
                "Configuration", "ConfigurationKeeper", "Controllers", "EventLoop", "Kubernetes", "Metrics", "Names",
                "TestAPIServer", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Cluster/RegistryStatusKeeperTests",
            uses: [
                "EventLoop", "Kubernetes", "Metrics", "Names", "RegistryStatusKeeper", "Status", "TestAPIServer",
                "TestSupport", "Text", "YAML",
            ]
        ),
        .tests(
            "Cluster/ServiceAccountKeeperTests",
            uses: [
                "Admission", "Configuration", "Controllers", "EventLoop", "Images", "Injection", "Kubernetes",
                "Metrics", "Names", "PolicyTestSupport", "ServiceAccountKeeper", "TestAPIServer", "TestSupport",
                "Text", "YAML",
            ]
        ),
        .tests(
            "Cluster/PolicyKeeperTests",
            uses: [
                "Configuration", "Controllers", "EventLoop", "Images", "Kubernetes", "Metrics", "Policy",
                "PolicyKeeper",
                "PolicyTestSupport", "TestAPIServer", "TestSupport", "Text", "YAML",
            ]
        ),
        .tests(
            "Tools/KubeletConfigurationTests",
            uses: ["Configuration", "Images", "KubeletConfiguration", "TestKubelet", "TestSupport"],
            hasFixtures: true
        ),
        .tests(
            "Tools/GatheringTests",
            uses: [
                "CredentialsTestSupport", "EventLoop", "Explain", "Gathering", "Kubernetes", "RegistryLogin",
                "TestAPIServer", "TestSupport", "Text",
            ]
        ),
        .tests(
            "Tools/CredentialPluginTests",
            uses: [
                "Configuration", "CredentialPlugin", "Credentials", "Files", "Images", "KubeletProtocol", "Providers",
                "TestSupport", "Text",
            ]
        ),
        .tests(
            "Tools/ValidationTests",
            uses: ["Configuration", "Providers", "TestSupport", "Text", "Validation", "YAML"]
        ),
        .tests(
            "Tools/DiagnosisTests",
            uses: ["Admission", "Causes", "Configuration", "Diagnosis", "Images", "Injection", "TestSupport", "Text"]
        ),
        .tests(
            "Tools/ExplainTests",
            uses: [
                "Admission", "Causes", "Configuration", "Explain", "Images", "Injection", "Names", "Providers",
                "TestSupport", "Text", "YAML",
            ],
            hasFixtures: true
        ),
        .tests(
            "Tools/MigrationTests",
            uses: ["Configuration", "Migration", "Processes", "Providers", "TestSupport", "Text", "Validation"],
            hasFixtures: true
        ),
        .tests(
            "Tools/NodeSetupTests",
            uses: [
                "Configuration", "KubeletConfiguration", "Linux", "NodeSetup", "Processes", "Providers", "TestKubelet",
                "TestSupport",
                "Text",
            ]
        ),
        .tests(
            "Tools/NodeDockerConfigTests",
            uses: [
                "Configuration", "Credentials", "CredentialsTestSupport", "EventLoop", "Files", "Images",
                "NodeDockerConfig", "Processes", "Providers", "TestKubelet", "TestSupport", "Text", logging,
            ]
        ),
        .tests(
            "Server/WebhookTests",
            uses: [
                "Admission", "HTTP", "HTTPServer", "Images", "Injection", "Metrics", "Sockets", "TLS", "TestSupport",
                "Text",
                "Webhook",
                logging,
            ]
        ),
        .tests(
            "Server/ServingTests",
            uses: [
                "Configuration", "ConfigurationKeeper", "EventLoop", "Files", "HTTP", "HTTPClient", "HTTPServer",
                "Logs",
                "Metrics", "Providers", "SecretKeeper", "Serving", "Sockets", "Status", "TLS", "TestAPIServer",
                "TestSupport",
                "Text", "Webhook", logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        .tests(
            "TestSupport/TestAPIServerTests",
            uses: [
                "EventLoop", "HTTP", "HTTPServer", "Kubernetes", "Sockets", "TestAPIServer", "TestSupport",
            ]
        ),
        .tests("TestSupport/TestKubeletTests", uses: ["Images", "TestKubelet", "TestSupport"], hasFixtures: true),
        .testTarget(
            name: "FuzzTests",
            dependencies: fuzzed + ["TestSupport"],
            path: "Tests/Fuzz",
            exclude: ["Corpora", "Findings", "Fuzzer", "README.md"],
            sources: ["FuzzBodies", "FuzzTests"]
        ),
        .executableTarget(
            name: "StandInAPIServer",
            dependencies: ["EventLoop", "HTTPServer", "Sockets", "TestAPIServer", "Text"],
            path: "Tests/Soak/StandInAPIServer"
        ),
        .tests(
            "IntegrationTests",
            uses: [
                "Admission", "Configuration", "Credentials", "CredentialsTestSupport", "EventLoop", "HTTP",
                "HTTPClient", "HTTPServer", "Images", "Injection", "Kubernetes", "Metrics", "PlainReadings",
                "Policy",
                "PolicyTestSupport",
                "Processes", "Providers", "RegistryLogin", "SecretKeeper", "TLS", "TestAPIServer", "TestKubelet",
                "TestSupport", "Text", "YAML", logging,
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

/// `PULLPASS_FUZZ=1` (set by `make fuzz`) makes of the same bodies the executable that is linked with libFuzzer, which nothing else can link.
if Context.environment["PULLPASS_FUZZ"] == "1" {
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets.append(
        .executableTarget(
            name: "Fuzzer",
            dependencies: fuzzed,
            path: "Tests/Fuzz",
            exclude: ["Corpora", "Findings", "FuzzTests", "README.md"],
            sources: ["FuzzBodies", "Fuzzer"]
        )
    )
}

/// `PULLPASS_TESTS` names the test targets that `make check FILTER=…` needs, with spaces between; without it there are all.
if let wanted = Context.environment["PULLPASS_TESTS"]?.split(separator: " ").map(String.init) {
    package.targets.removeAll { $0.isTest && !wanted.contains($0.name) }
}

/// `PULLPASS_STRICT=1` (set by `make test`) turns warnings into errors; a newer compiler must not break a user's build.
let strict = Context.environment["PULLPASS_STRICT"] == "1"

/// What runs at a start, once for a fetch, for an object of the cluster or for a person, and never for a request: compiled for size, which the image has to bring to each
/// node.
let small = [
    "Causes", "CertificateKeeper", "Configuration", "ConfigurationKeeper", "Controllers", "CredentialPlugin",
    "Configuration",
    "Credentials", "Diagnosis", "Explain", "Files", "Gathering", "HTTPClient", "Injection", "Installation",
    "KubeletConfiguration", "KubeletProtocol", "Kubernetes", "Logs", "Manifests", "Migration", "NodeDockerConfig",
    "NodeSetup", "PodHealer", "Policy", "PolicyKeeper", "Processes", "Providers", "pullpass", "RegistryLogin",
    "RegistryStatusKeeper", "SecretKeeper", "SelfTest", "ServiceAccountKeeper", "Serving", "Status", "Text",
    "Validation", "YAML",
]

/// What is written in C.
let written = ["CAllocation", "CBuild", "CJSONScan"]

for target in package.targets where target.type != .system && !written.contains(target.name) {
    target.swiftSettings = [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
    if small.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-Osize"], .when(configuration: .release)))
    }
    // `make sanitize` builds tests in release mode; the optimiser of Swift 6.3 crashes at some of them.
    if target.isTest { target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release))) }
    if strict {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
        target.swiftSettings?.append(.treatWarning("DeprecatedDeclaration", as: .warning))
    }
}
