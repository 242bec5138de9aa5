/// The media types of the API.
enum MediaType {
    static let json = "application/json"
    static let mergePatch = "application/merge-patch+json"
    /// For built-in types: lists with a merge key are merged element by element.
    static let strategicMergePatch = "application/strategic-merge-patch+json"
    /// Server-side apply.
    ///
    /// JSON is YAML, and every server that knows apply reads it.
    static let apply = "application/apply-patch+yaml"
    static let partialObject = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
    static let partialObjectList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
}
