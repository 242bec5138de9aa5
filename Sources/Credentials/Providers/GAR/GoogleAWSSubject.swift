import Configuration
import Credentials
import HTTP
import HTTPClient
import TLS
import Text

/// The proof that one is somebody at AWS: a request to AWS' `GetCallerIdentity` that is signed and not sent; Google sends it.
///
/// Google's own libraries look for keys in the environment and in the instance's metadata. Here they come from the whole default chain of AWS'
/// SDKs, see ``AWSKeyChain``, so that IRSA and EKS Pod Identity work too.
struct GoogleAWSSubject {
    let account: GoogleExternalAccount
    let place: Place
    let context: GoogleContext

    private var source: GoogleExternalAccount.Source { account.source }

    func token(now: Timestamp) async throws(CredentialError) -> SecretText {
        let template = try checkedTemplate()
        let metadata = try metadataEndpoint()
        let region = try await region()
        let text = template.replacing("{region}", with: region)
        let url = try verification(text)
        let chain = AWSKeyChain(
            identity: AWSIdentity(metadataEndpoint: metadata),
            service: AWSService(context.parts),
            region: region
        )
        let keys = try await chain.keys()
        var fields = HTTPFields()
        // Signed too, so that the request is good for this provider alone.
        fields.append(name: "x-goog-cloud-target-resource", value: account.audience)
        let request: HTTPClientRequest
        do {
            request = try SigV4(keys: keys, region: region, service: "sts")
                .sign(HTTPClientRequest(.post, url, fields: fields), at: now)
        } catch {
            throw CredentialError(.unavailable, identity: keys.identity, reason: error.description)
        }
        return SecretText(PercentEncoding.encode(Self.text(of: request, text)))
    }

    /// The request as Google's Security Token Service reads it.
    private static func text(of request: HTTPClientRequest, _ url: String) -> String {
        var headers = [("host", request.url.authority)]
        for index in 0..<request.fields.count {
            let (name, value) = request.fields.line(at: index)
            headers.append((name == "Authorization" ? name : name.lowercased(), value))
        }
        var writer = JSONWriter()
        writer.append(raw: "{\"headers\":")
        writer.append(list: headers) { writer, header in
            writer.append(object: [("key", header.0), ("value", header.1)]) { $0.append(string: $1) }
        }
        writer.append(raw: ",\"method\":\"POST\",\"url\":")
        writer.append(string: url)
        writer.append(raw: "}")
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: What the file says

    private func checkedTemplate() throws(CredentialError) -> String {
        guard let version = source.environment, version.hasPrefix("aws"), let number = Int(version.dropFirst(3)),
            let template = source.verificationURL
        else {
            throw place.misconfigured(
                "its credential_source is none of AWS, with environment_id and regional_cred_verification_url",
                fix: "make the configuration again with --aws"
            )
        }
        guard number == 1 else {
            throw place.misconfigured(
                "its environment_id is \(Printable.text(version)), and only aws1 is known",
                fix: "make the configuration again with --aws"
            )
        }
        return template
    }

    /// The URL of `GetCallerIdentity`: with another one, somebody else could use the signature for something else.
    private func verification(_ text: String) throws(CredentialError) -> HTTPURL {
        let url = try? HTTPURL(parsing: text)
        let labels = url?.host.split(separator: ".") ?? []
        let suffixes = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws", "api.amazonwebservices.com.cn"]
        let isSTS =
            (labels.first == "sts" || labels.first == "sts-fips") && labels.count <= 6
            && suffixes.contains { url?.host.hasSuffix(".\($0)") ?? false }
        guard let url, url.scheme == .https, url.port == 443, isSTS,
            url.target == "/?Action=GetCallerIdentity&Version=2011-06-15", !text.contains("@"), !text.contains("#")
        else {
            throw place.misconfigured(
                "its regional_cred_verification_url is not the GetCallerIdentity of AWS",
                fix: "write https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
            )
        }
        return url
    }

    private func metadataEndpoint() throws(CredentialError) -> Endpoint? {
        guard let text = source.url else { return nil }
        return Endpoint("http://\(try metadataURL(text, "url").authority)")
    }

    /// A URL of the instance's metadata service: keys come from there, and a session of it goes there.
    private func metadataURL(_ text: String, _ name: String) throws(CredentialError) -> HTTPURL {
        let url = try? HTTPURL(parsing: text)
        guard let url, url.scheme == .http, url.isLinkLocal || url.isLoopback || url.host == "fd00:ec2::254" else {
            throw place.misconfigured(
                "the \(name) of its credential_source is not the instance metadata service of AWS",
                fix: "write one of http://169.254.169.254 or http://[fd00:ec2::254]"
            )
        }
        return url
    }

    // MARK: The region

    private func region() async throws(CredentialError) -> String {
        let environment = context.parts.checkedEnvironment
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let region = try environment.text(name) { return try checked(region) }
        }
        guard let text = source.regionURL else {
            throw place.misconfigured(
                "the AWS region is not known: there is no region_url in it",
                fix: "set AWS_REGION"
            )
        }
        let service = TokenService(
            client: context.client,
            identity: "AWS region of the EC2 instance",
            fix: "set AWS_REGION, or enable the instance's metadata service",
            timeouts: ProviderClient.metadataTimeouts,
            fixOfSilence: "set AWS_REGION: outside of EC2 there is no metadata service, and Pods may be kept from it"
        )
        let url = try metadataURL(text, "region_url")
        var fields: [(String, String)] = []
        if let session = source.sessionURL {
            let address = try metadataURL(session, "imdsv2_session_token_url")
            let answer = try await service.put(address, [("X-aws-ec2-metadata-token-ttl-seconds", "300")])
            let token = try answer.token(try answer.text())
            // A page of a proxy is none.
            if let first = token.reveal().first, "<{[".contains(first) {
                throw answer.unreadable("it is no session token")
            }
            fields.append(("X-aws-ec2-metadata-token", token.reveal()))
        }
        let answer = try await service.get(url, fields)
        // An availability zone: a region with a letter behind it.
        let region = String(try answer.text().dropLast())
        guard AWSNames.isRegion(region) else { throw answer.unreadable("it is no availability zone of AWS") }
        return region
    }

    private func checked(_ region: String) throws(CredentialError) -> String {
        guard AWSNames.isRegion(region) else {
            throw Place(identity: "AWS region \(Printable.text(region))")
                .misconfigured("AWS has none of that form", fix: "correct AWS_REGION or AWS_DEFAULT_REGION")
        }
        return region
    }
}
