import Configuration
import Testing

@testable import Serving

struct ServingModeTests {
    private static func options(_ change: (inout ServeOptions) -> Void) -> ServeOptions {
        var options = ServeOptions()
        change(&options)
        return options
    }

    @Test func `flags and configuration come to one of the three plans`() throws {
        var settings = Configuration(registries: [])
        #expect(try ServingMode(Self.options { $0.isStandalone = true }, settings) == .standalone)
        #expect(try ServingMode(ServeOptions(), settings) == .webhook(.files, matched: nil))
        let own = Self.options {
            $0.certificates = .own
            $0.webhookName = "hook"
            $0.serviceName = "service"
        }
        let certificate = CertificateMode.own(service: "service", configuration: "hook")
        #expect(try ServingMode(own, settings) == .webhook(certificate, matched: nil))
        settings.injection.matchConditions = true
        #expect(try ServingMode(own, settings) == .webhook(certificate, matched: "hook"))
        settings.injection.matchConditions = false
        settings.injection.engine = .policy
        #expect(try ServingMode(ServeOptions(), settings) == .policy(PolicyNames()))
        settings.injection.engine = .nothing
        #expect(try ServingMode(ServeOptions(), settings) == .policy(nil))
    }

    @Test(
        "What contradicts itself is refused as wrong usage",
        arguments: [
            (options { $0.serviceName = "s" }, "--webhook-name and --service-name are for --certificates self"),
            (options { $0.certificates = .own }, "--certificates self needs --webhook-name and --service-name"),
            (
                options {
                    $0.certificates = .own
                    $0.webhookName = "A"
                    $0.serviceName = "s"
                },
                "--webhook-name \"A\" is no name of an object: write lower-case letters, digits, - and ., for example pullpass"
            ),
            (options { $0.metricsListen = ":8443" }, "cannot both listen there"),
            (options { $0.listen = "8443" }, "--listen \"8443\" is no address: write for example 127.0.0.1:8443"),
            (
                options { $0.listen = "example.com:8443" },
                "cannot use the address \"example.com:8443\": \"example.com\" is not an IP address; write for example 127.0.0.1:8443, [::1]:8443 or :8443"
            ),
        ]
    )
    func contradictions(options: ServeOptions, words: String) throws {
        let error = #expect(throws: ServingError.self) {
            var settings = Configuration(registries: [])
            try options.apply(to: &settings.server)
            _ = try ServingMode(options, settings)
        }
        #expect(error?.code == .usage)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [InjectionSettings.Engine.policy, .nothing])
    func `flags of a webhook are refused where there is none`(engine: InjectionSettings.Engine) {
        var settings = Configuration(registries: [])
        settings.injection.engine = engine
        let options = Self.options {
            $0.listen = ":1"
            $0.clientCA = "ca.pem"
        }
        let error = #expect(throws: ServingError.self) { try ServingMode(options, settings) }
        #expect(
            error?.description.hasPrefix(
                "--listen, --client-ca: the configuration has injection.engine: \(engine.rawValue)"
            ) == true
        )
    }
}
