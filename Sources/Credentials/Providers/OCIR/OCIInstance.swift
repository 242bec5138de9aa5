import Configuration
import Credentials
import HTTPClient
import TLS
import Text

/// The instance principal: a security token for the certificate that the metadata service gives the machine.
struct OCIInstance {
    private static let identity = "instance principal"

    let source: OCIRSource
    let client: ProviderClient
    let makeSessionKey: OCISessionKey.Maker

    private struct RegionInfo: Decodable {
        let realmDomainComponent: String
        let regionIdentifier: String
    }

    /// Where the service is that gives out security tokens.
    private struct Home {
        let region: String
        let domain: String
    }

    private struct Answer: Decodable { let token: String }

    private var metadata: TokenService {
        TokenService(
            client: client,
            identity: Self.identity,
            fix: "run on an instance of Oracle's cloud whose metadata service Pods may reach, or use userPrincipal",
            timeouts: ProviderClient.metadataTimeouts
        )
    }

    func principal(now: Timestamp) async throws(CredentialError) -> OCIPrincipal {
        let base = try await authority()
        let (leaf, leafAnswer) = try await certificates("identity/cert.pem")
        guard let certificate = leaf.first, let tenancy = Self.tenancy(of: certificate.subject) else {
            throw leafAnswer.unreadable("the certificate's subject names no tenancy (opc-tenant:)")
        }
        let key = try await privateKey(of: certificate)
        let (intermediates, _) = try await certificates("identity/intermediate.pem")
        let session = try await OCISessionKey.make(makeSessionKey, identity: Self.identity)

        let service = TokenService(
            client: client,
            identity: "\(Self.identity) of tenancy \(Printable.text(tenancy))",
            fix:
                "compare the clock of this machine with the time of day, and start the instance again if its certificate has expired"
        )
        let url = try service.url(base, "/v1/x509")
        let fingerprint = certificate.sha256.map { Hexadecimal.encode([$0]) }.joined(separator: ":")
        let signer = OCISigner(keyID: "\(tenancy)/fed-x509-sha256/\(fingerprint)", key: key)
        let body: [UInt8]
        let fields: [(String, String)]
        do throws(TLSError) {
            body = try Self.body(certificate, session, intermediates)
            fields = try signer.fields(forFederation: url, body: body, at: now)
        } catch {
            throw leafAnswer.unreadable(error.description)
        }
        let answer = try await service.post(url, json: body, fields)
        let token = try answer.token(try answer.decode(Answer.self).token)
        return OCIPrincipal(
            signer: OCISigner(keyID: "ST$\(token.reveal())", key: session),
            identity: service.identity,
            fix: "make a dynamic group with this instance in it, and a policy that allows the group to read repos"
        )
    }

    private static func body(
        _ certificate: Certificate,
        _ session: PrivateKey,
        _ intermediates: [Certificate]
    ) throws(TLSError) -> [UInt8] {
        var others: [String] = []
        for intermediate in intermediates { others.append(OCISessionKey.withoutArmour(try intermediate.pem())) }
        return JSONObject.bytes([
            ("certificate", .string(OCISessionKey.withoutArmour(try certificate.pem()))),
            ("publicKey", .string(OCISessionKey.withoutArmour(try session.publicKeyPEM()))),
            ("intermediateCertificates", .strings(others)), ("fingerprintAlgorithm", .string("SHA256")),
        ])
    }

    /// The tenancy that a certificate's subject names; older machines call it identity.
    static func tenancy(of subject: String) -> String? {
        for part in subject.split(whereSeparator: { $0 == "," || $0 == "+" }) {
            let value = part.split(separator: "=", maxSplits: 1).last ?? ""
            for prefix in ["opc-tenant:", "opc-identity:"] where value.hasPrefix(prefix) {
                return String(value.dropFirst(prefix.count))
            }
        }
        return nil
    }

    // MARK: The metadata service

    /// The base URL of the service that gives out security tokens in the region of the configuration, or else the machine's.
    func authority() async throws(CredentialError) -> String {
        if let endpoint = source.authEndpoint { return "\(endpoint)" }
        let wanted = source.region.map { OCIRegion($0) }
        if let wanted, let domain = wanted.domain, let authority = Self.authority(region: wanted.name, domain: domain) {
            return authority
        }
        let (home, answer) = try await home()
        return try Self.authority(region: wanted?.name ?? home.region, domain: home.domain)
            .orThrow(answer.unreadable("it names no region"))
    }

    /// What the machine says of itself; older metadata services have only the name of the region, which may be the short one.
    private func home() async throws(CredentialError) -> (Home, TokenAnswer) {
        let answer = try await answer("instance/regionInfo")
        guard answer.status == 404 else {
            let info = try answer.decode(RegionInfo.self)
            let region = OCIRegion(info.regionIdentifier).name
            return (Home(region: region, domain: info.realmDomainComponent.lowercased()), answer)
        }
        let named = try await self.answer("instance/region")
        let region = OCIRegion(try named.text())
        guard let domain = region.domain else {
            throw named.unreadable(
                "it names a region of no realm that is known (\(Printable.text(region.name)))",
                fix: "write authEndpoint: https://auth.<region>.<domain of the realm>"
            )
        }
        return (Home(region: region.name, domain: domain), named)
    }

    /// `https://auth.<region>.<domain>`; nil where the parts are none of a host.
    static func authority(region: String, domain: String) -> String? {
        let isHost = [region, domain].allSatisfy { text in
            !text.isEmpty
                && text.utf8.allSatisfy { ASCII.isLowerAlphanumeric($0) || "-.".utf8.contains($0) }
        }
        return isHost ? "https://auth.\(region).\(domain)" : nil
    }

    /// A part of the metadata; the first version of the service is asked where there is no second one.
    private func answer(_ path: String) async throws(CredentialError) -> TokenAnswer {
        let base = source.metadataEndpoint.map { "\($0)" } ?? "http://169.254.169.254"
        let fields = [("Authorization", "Bearer Oracle")]
        let answer = try await metadata.get(try metadata.url(base, "/opc/v2/\(path)"), fields)
        guard answer.status == 404 else { return answer }
        return try await metadata.get(try metadata.url(base, "/opc/v1/\(path)"), fields)
    }

    private func certificates(_ path: String) async throws(CredentialError) -> ([Certificate], TokenAnswer) {
        let answer = try await answer(path)
        let pem = Array(try answer.text().utf8)
        do throws(TLSError) {
            return (try Certificate.parse(pem: pem, what: path), answer)
        } catch {
            throw answer.unreadable(error.description)
        }
    }

    private func privateKey(of certificate: Certificate) async throws(CredentialError) -> PrivateKey {
        let answer = try await answer("identity/key.pem")
        let pem = Array(try answer.text().utf8)
        let key: PrivateKey
        do throws(TLSError) {
            key = try PrivateKey.parse(pem: pem, what: "identity/key.pem")
        } catch {
            throw answer.unreadable(error.description)
        }
        // Both are renewed together, and a renewal may come between the two requests.
        guard certificate.belongs(to: key) else { throw answer.unreadable("the key is not that of the certificate") }
        return key
    }
}

extension Optional {
    /// What is there, or else an error.
    fileprivate func orThrow(_ error: CredentialError) throws(CredentialError) -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
