import Admission
import Explain
import Images

/// An explainer with rules written out, for one pattern at a time.
func explainer(_ patterns: [String], namespaces: [String] = []) throws -> Explainer {
    let patterns = try patterns.map { pattern throws in try ImagePattern(parsing: pattern) }
    return Explainer(rules: [
        InjectionRule(name: "r", secretName: "s", patterns: patterns, namespaceNames: namespaces)
    ])
}

/// An explainer with the rules of `config.yaml`.
func explainer() throws -> Explainer {
    func rule(
        _ name: String,
        _ secret: String,
        _ patterns: [String],
        _ namespaces: [String] = [],
        always: Bool = false
    ) throws -> InjectionRule {
        InjectionRule(
            name: name,
            secretName: secret,
            patterns: try patterns.map { pattern throws in try ImagePattern(parsing: pattern) },
            namespaceNames: namespaces,
            forcesAlwaysPull: always
        )
    }
    return Explainer(
        rules: [
            try rule("dockerhub", "pullpass-dockerhub", ["docker.io"]),
            try rule(
                "ecr-seoul",
                "pullpass-ecr-seoul",
                ["123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"],
                always: true
            ),
            try rule("harbor", "harbor-pull", ["harbor.example.com/shop/", "*.harbor.example.com"]),
            try rule("payments", "pullpass-payments", ["ghcr.io/acme/payments"], ["team-*", "payments"]),
        ],
        namespaceLabels: ["payments": ["tier": "prod"]]
    )
}
