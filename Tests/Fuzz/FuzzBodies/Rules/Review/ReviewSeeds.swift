import Admission
import Images

/// Reviews to start from, and the rules that they are answered with.
enum ReviewSeeds {
    static let anonymousSecret = "pullpass-anonymous"

    /// Rules of every sort: a host, one for some namespaces, a wildcard, one for every Pod, one that forces pulls, two with one Secret.
    static let rules: AdmissionRules = {
        func rule(
            _ name: String,
            _ patterns: [String],
            secret: String? = nil,
            always: Bool = false,
            namespaces: [String] = [],
            pulls: Bool = false,
            anonymous: Bool = false
        ) -> InjectionRule {
            InjectionRule(
                name: name,
                secretName: secret ?? "pullpass-\(name)",
                patterns: patterns.compactMap { try? ImagePattern(parsing: $0) },
                matchesEveryPod: always,
                namespaceNames: namespaces,
                forcesAlwaysPull: pulls,
                allowsAnonymous: anonymous
            )
        }
        let rules = [
            rule("hub", ["docker.io"], anonymous: true),
            rule("ghcr", ["ghcr.io/acme"], pulls: true),
            rule("ecr", ["*.dkr.ecr.*.amazonaws.com", "*.a:5000"], namespaces: ["team-*", "default"]),
            rule("all", ["r.io"], always: true, namespaces: ["every*"], pulls: true),
            rule("mirror", ["quay.io", "a.b.c/d"], secret: "pullpass-hub", pulls: true),
        ]
        let notices = AdmissionNotices(warns: true, selfTestNamespace: "selftest")
        return AdmissionRules(rules, anonymousSecret: anonymousSecret, notices: notices).lacking(credentialsOf: ["ghcr"]
        )
    }()

    static let texts: [String] = [
        review(#"{"containers":[{"name":"c","image":"ghcr.io/acme/app:1","imagePullPolicy":"Never"}]}"#),
        review(
            #"{"volumes":[{"image":{"reference":"quay.io/a/v","pullPolicy":"Never"}}],"initContainers":[{"image":"nginx"}],"#
                + #""containers":[{"image":"r.io/b","args":[-1.5e3,true,"\u00e9é"]}],"#
                + #""imagePullSecrets":[{"name":"pullpass-anonymous"},{"name":"x"},{}]}"#
        ),
        review(
            #"{"imagePullSecrets":null,"containers":[{"image":"a.dkr.ecr.eu.amazonaws.com/x"}]}"#,
            namespace: "every-one"
        ),
        review(
            #"{"containers":[{"image":"ghcr.oi/x"},{"image":"B:C"}]}"#,
            metadata: #"{"labels":{"pullpass.dev/inject":"false"}}"#
        ),
        review(
            #"{"containers":[{"image":"nginx"}]}"#,
            metadata: #"{"annotations":{"pullpass.dev/self-test":"abc123","kubernetes.io/config.mirror":null}}"#,
            namespace: "selftest",
            dryRun: "true"
        ),
        review(
            "null",
            metadata: #"{"namespace":"team-b","annotations":{"kubernetes.io/config.mirror":"x"}}"#,
            namespace: ""
        ),
        #" {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"DELETE","#
            + "\"oldObject\":null}}\r\n\t ",
        "[1,{\"a\":[]},\"\\ud83d\\ude00\"]", "\u{FEFF}{}", "",
    ]

    static let words = [
        "\"AdmissionReview\"", "\"admission.k8s.io/v1\"", "\"admission.k8s.io/v1beta1\"", "\"request\":", "\"uid\":",
        "\"operation\":",
        "\"CREATE\"", "\"resource\":", "\"pods\"", "\"group\":", "\"version\":", "\"subResource\":", "\"namespace\":",
        "\"dryRun\":",
        "\"object\":", "\"metadata\":", "\"labels\":", "\"annotations\":", "\"pullpass.dev/inject\":", "\"disabled\"",
        "\"spec\":",
        "\"containers\":", "\"initContainers\":", "\"volumes\":", "\"image\":", "\"reference\":",
        "\"imagePullPolicy\":",
        "\"pullPolicy\":", "\"Always\"", "\"imagePullSecrets\":", "\"name\":", "\"pullpass-hub\"",
        "\"pullpass-anonymous\"",
        "\"docker.io/a\"", "\"ghcr.io/acme/b\"", "\"every\"", "\"team-a\"", "\\u0069", "\\ud800", "\\udc00", "null",
        "true", "false",
        "{}", "[]", "},{", ",", ":", "-0.5e+7", "\u{FEFF}", "é", "\u{1F600}",
    ]

    private static func review(
        _ spec: String,
        metadata: String = #"{"name":"web"}"#,
        namespace: String = "team-a",
        dryRun: String = "false"
    ) -> String {
        #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"0d1f-uid","#
            + #""resource":{"group":"","version":"v1","resource":"pods"},"subResource":null,"namespace":"\#(namespace)","#
            + #""operation":"CREATE","object":{"metadata":\#(metadata),"spec":\#(spec)},"dryRun":\#(dryRun)}}"#
    }
}
