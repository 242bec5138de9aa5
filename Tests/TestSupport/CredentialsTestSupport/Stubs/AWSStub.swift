import Configuration
import Credentials
import FoundationEssentials
import HTTP
import HTTPClient
import Synchronization
import Text

@testable import Providers

/// ECR, ECR Public, STS, an instance's metadata service and a container agent at one address, each as strict as AWS about what it is asked:
/// method, path, fields and body, and the signature, which is computed anew with the secret key of the access key ID.
///
/// Keeps no state: the keys that it gives for a role can be told from the role's name.
struct AWSStub: ProviderStub {
    /// The account of everything.
    static let account = "123456789012"
    /// The token that a web identity needs.
    static let webIdentity = "hunter2-web-identity"
    /// The token that the container agent wants to see.
    static let podToken = "hunter2-pod-identity"

    var clock = noon
    /// Whether a role trusts a web identity.
    var trusts: @Sendable (_ token: String, _ role: String) -> Bool = { token, _ in token == webIdentity }
    /// The external ID that `role/external` asks for.
    var externalID = "hunter3"

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        switch request.path {
        case "/ecr", "/ecr/": ecr(request)
        case "/ecr-public", "/ecr-public/": ecrPublic(request)
        case "/sts", "/sts/": sts(request)
        case "/v1/credentials": container(request)
        case let path where path.hasPrefix("/old/latest/"): oldMetadata(request)
        default: request.path.hasPrefix("/latest/") ? metadata(request) : HTTPResponse.text(404, "no such path")
        }
    }

    // MARK: Keys

    /// The keys of a name; those of roles are temporary.
    static func keys(_ id: String) -> (secret: String, session: String?)? {
        if id == "AKIDSTATIC01" { return ("hunter2-static", nil) }
        guard id.hasPrefix("ASIA"), id.count > 4 else { return nil }
        return ("hunter2-secret-\(id)", "hunter2-session-\(id)")
    }

    private static func id(ofRole arn: String) -> String {
        "ASIA" + arn.split(separator: "/").dropFirst().joined().uppercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func document(_ id: String, token: String = "Token") -> String {
        let keys = keys(id)
        return """
            {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"\(id)","SecretAccessKey":"\(keys?.secret ?? "")",
            "\(token)":"\(keys?.session ?? "")","Expiration":"2199-11-15T04:13:20Z"}
            """
    }

    // MARK: Signatures

    private enum Signer {
        case id(String, region: String)
        case refused(String, String)
    }

    private func signer(_ request: ProviderRequest, service: String) -> Signer {
        guard let text = request.fields["authorization"], text.hasPrefix("AWS4-HMAC-SHA256 ") else {
            return .refused("MissingAuthenticationTokenException", "Request is missing Authentication Token")
        }
        var parts: [String: String] = [:]
        for part in text.dropFirst(17).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return .refused("IncompleteSignature", "what is this") }
            parts[pair[0].filter { $0 != " " }] = String(pair[1])
        }
        let scope = (parts["Credential"] ?? "").split(separator: "/").map(String.init)
        guard scope.count == 5, scope[3] == service, scope[4] == "aws4_request",
            let date = request.fields["x-amz-date"], date.hasPrefix(scope[1])
        else { return .refused("IncompleteSignature", "the scope is not for \(service)") }
        guard let keys = Self.keys(scope[0]) else {
            return .refused("UnrecognizedClientException", "The security token included in the request is invalid.")
        }
        guard request.fields["x-amz-security-token"] == keys.session else {
            return .refused("UnrecognizedClientException", "The security token included in the request is invalid.")
        }
        guard isNow(Self.time(date)) else {
            return .refused("InvalidSignatureException", "Signature expired: \(date) is now earlier than another time")
        }
        let signed = (parts["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        guard signed.contains("host"), signed.contains("x-amz-date") else {
            return .refused("IncompleteSignature", "too little is signed")
        }
        let known = keys.session == nil || signed.contains("x-amz-security-token")
        let hasTarget = request.fields["x-amz-target"] == nil || signed.contains("x-amz-target")
        guard known, hasTarget, signature(of: request, signed, scope, keys, date) == parts["Signature"] else {
            return .refused("InvalidSignatureException", "The request signature we calculated does not match: hunter2")
        }
        return .id(scope[0], region: scope[2])
    }

    private func signature(
        of request: ProviderRequest,
        _ names: [String],
        _ scope: [String],
        _ keys: (secret: String, session: String?),
        _ date: String
    ) -> String? {
        let own = ["host", "x-amz-date", "x-amz-security-token"]
        var fields = HTTPFields()
        for name in names where !own.contains(name) {
            for value in request.fields.values(of: name) { fields.append(name: name, value: value) }
        }
        let target = request.path + (request.query.map { "?\($0)" } ?? "")
        guard let url = try? HTTPURL(parsing: "http://\(request.fields["host"] ?? "")\(target)"),
            let time = Self.time(date)
        else { return nil }
        let rebuilt = HTTPClientRequest(HTTPMethod(request.method), url, fields: fields, body: request.body)
        let signing = AWSKeys(
            accessKeyID: scope[0],
            secretAccessKey: .init(keys.secret),
            sessionToken: keys.session.map { .init($0) },
            identity: ""
        )
        let again = try? SigV4(keys: signing, region: scope[2], service: scope[3]).sign(rebuilt, at: time)
        return again?.fields["authorization"].flatMap { $0.split(separator: "=").last.map(String.init) }
    }

    /// The time that `20150830T123600Z` is.
    private static func time(_ date: String) -> Timestamp? {
        var time = Array(date)
        guard time.count == 16 else { return nil }
        for (index, separator) in [(4, "-"), (7, "-"), (13, ":"), (16, ":")] {
            time.insert(contentsOf: separator, at: index)
        }
        return Timestamp(rfc3339: String(time))
    }

    // MARK: Services

    private func ecr(_ request: ProviderRequest) -> HTTPResponse {
        guard let refusal = unfit(request, target: "AmazonEC2ContainerRegistry_V20150921") else {
            switch signer(request, service: "ecr") {
            case .refused(let code, let message): return Self.json(400, code, message)
            case .id(let id, let region):
                struct Input: Decodable { let registryIds: [String]? }
                guard let input = try? JSONDecoder().decode(Input.self, from: Data(request.body)) else {
                    return Self.json(400, "SerializationException", "")
                }
                if id == "ASIAFORBIDDEN" {
                    let arn = "arn:aws:sts::\(Self.account):assumed-role/forbidden/pullpass"
                    return Self.json(
                        400,
                        "AccessDeniedException",
                        "User: \(arn) is not authorized to perform: ecr:GetAuthorizationToken on resource: *"
                    )
                }
                let data = (input.registryIds ?? [Self.account]).map { account in
                    let token = Base64.encode(
                        Array("AWS:hunter2-\(region)-\(input.registryIds == nil ? "" : account)".utf8)
                    )
                    return """
                        {"authorizationToken":"\(token)","expiresAt":\(Self.number(clock.now().seconds + 43_200.417)),
                        "proxyEndpoint":"https://\(account).dkr.ecr.\(region).amazonaws.com"}
                        """
                }
                return .json(200, "{\"authorizationData\":[\(data.joined(separator: ","))]}")
            }
        }
        return refusal
    }

    /// A number as AWS writes it: `1.700043200417E9`.
    private static func number(_ seconds: Double) -> String {
        var digits = String(Int64((seconds * 1000).rounded()))
        digits.insert(".", at: digits.index(after: digits.startIndex))
        return digits + "E9"
    }

    private func ecrPublic(_ request: ProviderRequest) -> HTTPResponse {
        if let refusal = unfit(request, target: "SpencerFrontendService") { return refusal }
        switch signer(request, service: "ecr-public") {
        case .refused(let code, let message): return Self.json(400, code, message)
        case .id(_, "us-east-1"):
            let token = Base64.encode(Array("AWS:hunter2-public".utf8))
            return .json(
                200,
                #"{"authorizationData":{"authorizationToken":"\#(token)","expiresAt":"\#((clock.now() + .seconds(43_200)).whole)"}}"#
            )
        case .id: return Self.json(400, "InvalidSignatureException", "wrong region")
        }
    }

    private func unfit(_ request: ProviderRequest, target: String) -> HTTPResponse? {
        guard request.method == "POST", request.query == nil,
            request.fields["content-type"] == "application/x-amz-json-1.1",
            request.fields["x-amz-target"] == "\(target).GetAuthorizationToken"
        else { return Self.json(400, "UnknownOperationException", "") }
        return nil
    }

    private static func json(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        .json(status, #"{"__type":"com.amazonaws.ecr#\#(code)","message":"\#(message)"}"#)
    }

    private func sts(_ request: ProviderRequest) -> HTTPResponse {
        let form = request.parameters
        guard request.method == "POST", form["Version"] == "2011-06-15", let role = form["RoleArn"],
            let session = form["RoleSessionName"], let action = form["Action"]
        else { return Self.xml(400, "ValidationError", "1 validation error detected") }
        switch action {
        case "AssumeRoleWithWebIdentity":
            guard request.fields["authorization"] == nil else { return Self.xml(400, "ValidationError", "signed") }
            guard trusts(form["WebIdentityToken"] ?? "", role) else {
                return Self.xml(400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for it")
            }
        case "AssumeRole":
            if case .refused(let code, let message) = signer(request, service: "sts") {
                return Self.xml(403, code == "UnrecognizedClientException" ? "InvalidClientTokenId" : code, message)
            }
            guard !role.hasSuffix("/external") || form["ExternalId"] == externalID else {
                return Self.xml(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole on \(role)")
            }
        default: return Self.xml(400, "InvalidAction", "")
        }
        let id = Self.id(ofRole: role)
        let keys = Self.keys(id)
        return .content(
            200,
            "text/xml",
            """
            <?xml version="1.0"?>
            <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(action)Result>
                <AssumedRoleUser><Arn>\(role)/\(session)</Arn><AssumedRoleId>A:\(session)</AssumedRoleId></AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>\(id)</AccessKeyId>
                  <SecretAccessKey>\(keys?.secret ?? "")</SecretAccessKey>
                  <SessionToken>\(keys?.session ?? "")</SessionToken>
                  <Expiration>2199-11-14T23:13:20Z</Expiration>
                </Credentials>
              </\(action)Result>
              <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </\(action)Response>
            """
        )
    }

    private static func xml(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        .content(
            status,
            "text/xml",
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>\(code)</Code>"
                + "<Message>\(message)</Message></Error><RequestId>1</RequestId></ErrorResponse>\n"
        )
    }

    private func container(_ request: ProviderRequest) -> HTTPResponse {
        guard request.method == "GET" else { return .text(405, "no") }
        guard request.fields["authorization"] == Self.podToken else { return .text(401, "hunter2 is not the token") }
        return .json(200, Self.document("ASIAPOD12345"))
    }

    /// A metadata service of the first version, below `/old`: it has no sessions, and takes none.
    private func oldMetadata(_ request: ProviderRequest) -> HTTPResponse {
        guard request.method == "GET" else { return HTTPResponse(status: 405) }
        guard request.fields["x-aws-ec2-metadata-token"] == nil, request.fields["authorization"] == nil else {
            return HTTPResponse(status: 400)
        }
        return roles(String(request.path.dropFirst("/old".count)))
    }

    private func metadata(_ request: ProviderRequest) -> HTTPResponse {
        let session = "hunter2sessionAQAAAA=="
        if request.path == "/latest/api/token" {
            guard request.method == "PUT", let life = request.fields["x-aws-ec2-metadata-token-ttl-seconds"],
                (1...21_600).contains(Int(life) ?? 0), request.fields["x-forwarded-for"] == nil
            else { return HTTPResponse(status: 400) }
            return .content(200, "text/plain", session)
        }
        guard request.method == "GET", request.fields["x-aws-ec2-metadata-token"] == session else {
            return HTTPResponse(status: 401)
        }
        return roles(request.path)
    }

    private func roles(_ path: String) -> HTTPResponse {
        switch path {
        case "/latest/meta-data/iam/security-credentials/": .content(200, "text/plain", "node-role")
        case "/latest/meta-data/iam/security-credentials/node-role": .json(200, Self.document("ASIANODEROLE"))
        default: HTTPResponse(status: 404)
        }
    }
}
