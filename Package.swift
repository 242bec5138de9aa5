// swift-tools-version: 6.2
import PackageDescription

/// What `pullpass version` prints.
let commit = Context.gitInformation.map { $0.currentCommit + ($0.hasUncommittedChanges ? "-dirty" : "") } ?? "unknown"

let package = Package(
    name: "pullpass",
    products: [.executable(name: "pullpass", targets: ["pullpass"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries. Each is imported by exactly one module (checked by scripts in `make test`).
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        .target(name: "CBuild", cSettings: [.define("PULLPASS_COMMIT", to: "\"\(commit)\"")]),

        // Leaves: one concern each, no product knowledge.
        .target(name: "Sockets", dependencies: ["CLinux"]),
        .target(name: "TLS", dependencies: ["COpenSSL"]),
        .target(name: "HTTP", dependencies: ["CNghttp2"]),
        .target(name: "YAML", dependencies: ["CYAML"]),
        .target(name: "Images"),
        .target(name: "Encodings"),
        .target(name: "Metrics"),
        .target(name: "Processes"),

        // What the product exists for.
        .target(name: "HTTPServer", dependencies: ["Sockets", "TLS", "HTTP"]),
        .target(name: "Admission", dependencies: ["Images"]),
        .target(name: "Configuration", dependencies: ["Images", "YAML"]),
        .target(name: "HTTPClient", dependencies: ["Encodings", "Sockets", "TLS", "HTTP"]),
        .target(
            name: "Kubernetes",
            dependencies: ["Encodings", "HTTP", "HTTPClient", "Processes", "Sockets", "TLS", "YAML"]
        ),
        .target(
            name: "Credentials",
            dependencies: ["Configuration", "Encodings", "HTTP", "HTTPClient", "Images", "Processes", "TLS"]
        ),
        .target(
            name: "Keeper",
            dependencies: [
                "Configuration", "Credentials", "Encodings", "Images", "Kubernetes", "Metrics", "Sockets",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Certificates",
            dependencies: [
                "Encodings", "Kubernetes", "Sockets", "TLS", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "Logs", dependencies: [.product(name: "Logging", package: "swift-log")]),
        .target(
            name: "Webhook",
            dependencies: [
                "Admission", "HTTP", "HTTPServer", "Images", "Metrics", "TLS",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "Explain", dependencies: ["Admission", "Configuration", "Images", "YAML"]),
        .target(name: "Policy", dependencies: ["Configuration", "Images"]),
        .target(
            name: "PolicyKeeper",
            dependencies: [
                "Configuration", "Kubernetes", "Metrics", "Policy", "Sockets",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(
            name: "pullpass",
            dependencies: [
                "Admission", "CBuild", "Certificates", "Configuration", "Credentials", "Explain", "HTTP", "HTTPClient",
                "HTTPServer",
                "Images", "Keeper", "Kubernetes", "Logs", "Metrics", "Policy", "PolicyKeeper", "Sockets", "TLS",
                "Webhook",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        .target(name: "TestSupport", dependencies: ["Processes", "Sockets"], path: "Tests/TestSupport"),
        .target(
            name: "TestAPIServer",
            dependencies: ["HTTP", "HTTPServer", "Kubernetes", "Sockets", "TLS"],
            path: "Tests/TestAPIServer"
        ),
        .testTarget(
            name: "TestAPIServerTests",
            dependencies: ["TestAPIServer", "HTTP", "HTTPServer", "Kubernetes", "Sockets", "TestSupport"]
        ),
        .testTarget(
            name: "HTTPClientTests",
            dependencies: ["HTTPClient", "HTTP", "HTTPServer", "Sockets", "TLS", "TestSupport"]
        ),
        .testTarget(
            name: "KubernetesTests",
            dependencies: ["Kubernetes", "Encodings", "HTTP", "HTTPClient", "Sockets", "TestSupport", "YAML"]
        ),
        .testTarget(
            name: "CredentialsTests",
            dependencies: [
                "Credentials", "Configuration", "Encodings", "HTTP", "HTTPClient", "HTTPServer", "Images", "Keeper",
                "Kubernetes", "Metrics", "Processes", "Sockets", "TLS", "TestAPIServer", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings"]),
        .testTarget(
            name: "KeeperTests",
            dependencies: [
                "Keeper", "Configuration", "Credentials", "HTTP", "HTTPClient", "Images", "Kubernetes", "Metrics",
                "Sockets",
                "TLS",
                "TestAPIServer", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "CertificatesTests",
            dependencies: [
                "Certificates", "Admission", "Encodings", "HTTP", "HTTPClient", "HTTPServer", "Images", "Kubernetes",
                "Metrics", "Sockets", "TLS", "TestAPIServer", "TestSupport", "Webhook",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(name: "SocketsTests", dependencies: ["Sockets", "TestSupport"]),
        .testTarget(name: "TLSTests", dependencies: ["TLS", "TestSupport"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP"]),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
        .testTarget(name: "ImagesTests", dependencies: ["Images"], exclude: ["Fixtures"]),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
        .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "HTTP", "Sockets", "TLS", "TestSupport"]),
        .testTarget(name: "AdmissionTests", dependencies: ["Admission", "Images"], exclude: ["Fixtures"]),
        .testTarget(name: "LogsTests", dependencies: ["Logs", .product(name: "Logging", package: "swift-log")]),
        .testTarget(
            name: "WebhookTests",
            dependencies: [
                "Webhook", "Admission", "HTTP", "Images", "Metrics", "TLS",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(name: "ConfigurationTests", dependencies: ["Configuration", "Images"]),
        .testTarget(name: "ExplainTests", dependencies: ["Explain", "Configuration", "Images"], exclude: ["Fixtures"]),
        .target(
            name: "PolicyTestSupport",
            dependencies: ["Admission", "Configuration", "Images", "TestSupport"],
            path: "Tests/PolicyTestSupport"
        ),
        .testTarget(
            name: "PolicyTests",
            dependencies: [
                "Policy", "Admission", "Configuration", "Images", "PolicyTestSupport", "Processes", "TestSupport",
                "YAML",
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PolicyKeeperTests",
            dependencies: [
                "PolicyKeeper", "Configuration", "Images", "Kubernetes", "Metrics", "Policy", "PolicyTestSupport",
                "Sockets", "TestAPIServer", "TestSupport", "YAML", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Configuration", "HTTP", "HTTPServer", "Images", "Kubernetes", "Policy", "PolicyTestSupport",
                "Processes",
                "Sockets", "TestAPIServer", "TestSupport", "YAML",
            ],
            exclude: ["Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

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
