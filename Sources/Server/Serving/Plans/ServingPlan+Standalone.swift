internal import Admission
internal import EventLoop
internal import HTTPServer
internal import Injection
internal import Logging
internal import Logs
internal import Webhook

extension ServingPlan {
    /// `--standalone`: the webhook with a certificate from files, and no cluster to keep Secrets in.
    static func standalone(_ parts: ServingParts) throws -> ServingPlan {
        let rules = WebhookRules(AdmissionRules(parts.settings), metrics: parts.metrics)
        let certificate = try parts.makeCertificate(.files)
        let loops = try EventLoop.onePerProcessor()
        let webhook = try parts.openWebhook(rules, certificate, on: loops)
        let operatorsLoop = try EventLoop()
        let operators = try parts.openOperators(on: operatorsLoop)
        let configuration = parts.configurationService { rules.replace(with: AdmissionRules($0)) }
        return ServingPlan(
            parts,
            loops: loops + [operatorsLoop],
            announcing: [
                .operators: "http://\(operators.address)",
                .webhook: "https://\(webhook.address)\(AdmissionEndpoint.path)",
            ],
            members: [
                Member("operators", OperatorService(server: operators)),
                Member("memory", MemoryService(budget: parts.memory)),
                Member("configuration", configuration),
                Member("status", parts.standaloneStatusService(on: operatorsLoop)),
            ]
                + certificate.makeServices(logger: parts.logger).map { Member("certificate", $0) } + [
                    Member("webhook", parts.webhookService(webhook))
                ]
        )
    }
}
