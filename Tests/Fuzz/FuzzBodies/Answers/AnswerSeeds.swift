extension FuzzBody {
    /// What providers and programs say, of each kind one.
    static let answerSeeds = [
        #"{"error": "invalid_grant", "error_description": "Token s3cr3t-0f-the-Request has been revoked.", "error_codes": [70043]}"#,
        #"{"error": {"status": "PERMISSION_DENIED", "message": "no\u001b[31m\nline"}}"#,
        #"{"errors": [{"code": "UNAUTHORIZED", "message": "authentication required", "detail": null}]}"#,
        #"{"errorCode": "BXNIM0415E", "errorMessage": "Provided API key could not be found."}"#,
        #"{"message": "Bad credentials"}"#,
        #"{"__type": "com.amazonaws.ecr#AccessDeniedException:http://x", "Message": "User: arn:aws:iam::1:user/a is not authorized"}"#,
        "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>late</Message></Error></ErrorResponse>",
        "<html><head><title>502 Bad Gateway</title></head></html>", "upstream connect error",
        #"{"access_token": "ya29.x", "expires_in": 3599, "token_type": "Bearer"}"#,
        #"{"access_token": "a", "expires_in": "1e400"}"#,
        #"{"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wJalrXUtnFEMI", "Token": "t", "Code": "Success"}"#,
        #"{"authorizationToken": "QVdTOnB3", "expiresAt": 1.8e9, "proxyEndpoint": "https://1.dkr.ecr.eu-west-1.amazonaws.com"}"#,
        #"{"ServerURL": "x", "Username": "u", "Secret": "p"}"#, "credentials not found in native keychain",
        #"{"type": "service_account", "client_email": "a@b", "private_key": "-----BEGIN", "token_uri": "https://oauth2.googleapis.com/token"}"#,
        #"{"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}"#,
        #"{"type": "external_account", "audience": "a", "subject_token_type": "b", "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"file": "/x"}}"#,
        #"{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t", "expirationTimestamp": "2026-11-30T00:00:00Z"}}"#,
    ]
}
