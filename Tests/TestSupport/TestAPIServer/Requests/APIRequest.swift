internal import HTTP
internal import Kubernetes

/// A request that is understood: what is to be done with which resource.
struct APIRequest {
    let resource: APIResource
    /// As RBAC names it: get, list, watch, create, update, patch, delete, deletecollection.
    let verb: String
    let namespace: String
    let name: String
    /// Whether it is about the subresource `status`.
    let isStatus: Bool
    let query: [String: String]
    let contentType: String
    let accept: String
    let body: [UInt8]
    /// What selects the objects of a list or watch.
    let selector: ObjectSelector?

    /// Takes a request apart; refuses one whose path or method names nothing that is served.
    init(_ request: KubernetesRequest) throws {
        guard var path = ResourcePath(parsing: request.path) else { throw APIStatus.unknownPath }
        isStatus = path.resource == "pullregistries/status"
        if isStatus { path.resource = "pullregistries" }
        guard
            let resource = (APIResource.all + [.serviceAccountTokens, .podEvictions]).first(where: {
                $0.group == path.group && $0.version == path.version && $0.name == path.resource
            }),
            resource.isNamespaced || path.namespace == nil
        else { throw APIStatus.unknownPath }
        self.resource = resource
        namespace = path.namespace ?? ""
        query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        contentType = request.contentType ?? "application/json"
        accept = request.accept ?? "application/json"
        body = request.body ?? []
        let isCollection = path.name == nil
        switch request.method.name {
        case let method where resource == .serviceAccountTokens || resource == .podEvictions:
            guard method == "POST" else { throw APIStatus.methodNotAllowed(resource) }
            verb = "create"
        case "GET" where isCollection: verb = ["true", "1"].contains(query["watch"]) ? "watch" : "list"
        case "GET": verb = "get"
        case "POST" where isCollection: verb = "create"
        case "PUT" where !isCollection: verb = "update"
        case "PATCH" where !isCollection: verb = "patch"
        case "DELETE": verb = isCollection ? "deletecollection" : "delete"
        default: throw APIStatus.methodNotAllowed(resource)
        }
        if verb == "list" || verb == "watch" {
            let selector = try ObjectSelector(
                namespace: path.namespace,
                fieldSelector: query["fieldSelector"] ?? "",
                labelSelector: query["labelSelector"] ?? "",
                resource: resource
            )
            self.selector = selector
            // What a field selector names is what the authoriser sees.
            name = selector.name ?? ""
        } else {
            selector = nil
            name = path.name ?? ""
        }
    }

    /// The namespace for which the authoriser is asked: a namespace is in itself, so that a Role there can allow to read it.
    var authorizedNamespace: String {
        resource == .namespaces && selector == nil ? name : namespace
    }

    func isTrue(_ parameter: String) -> Bool { ["true", "1"].contains(query[parameter]) }

    /// As RBAC names what it is about.
    var resourceName: String { isStatus ? resource.name + "/status" : resource.name }

    var isDryRun: Bool { query["dryRun"] == "All" }

    /// The form that the Accept header asks for.
    func form(ofList isList: Bool) throws -> ObjectForm {
        for type in accept.split(separator: ",") {
            let parts = type.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let media = parts.first, ["application/json", "*/*", "application/*"].contains(media) else {
                continue
            }
            guard let form = parts.first(where: { $0.hasPrefix("as=") }) else {
                return ObjectForm(resource: resource, content: isList ? .item : .whole)
            }
            guard parts.contains("g=meta.k8s.io"), parts.contains("v=v1") else { continue }
            if form == (isList ? "as=PartialObjectMetadataList" : "as=PartialObjectMetadata") {
                return ObjectForm(resource: resource, content: .metadata)
            }
        }
        throw APIStatus.notAcceptable(
            "application/json, application/json;as=PartialObjectMetadata\(isList ? "List" : "");g=meta.k8s.io;v=v1"
        )
    }

    /// The body as an object.
    func object() throws -> JSON {
        do {
            let json = try JSONReader.read(body)
            guard json.object != nil else {
                throw APIStatus.badRequest(
                    "json: cannot unmarshal \(json.goKind) into Go value of type \(resource.kind)"
                )
            }
            return json
        } catch let error as JSONSyntaxError {
            throw APIStatus.badRequest("error decoding the body: \(error.message)")
        }
    }
}
