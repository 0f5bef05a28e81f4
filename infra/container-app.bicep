// A Waypost service as a container app. Waypost.AppHost writes the parameters, and azd passes all of them as text.

@description('The specification of a service, written by Waypost.AppHost/Publishing/ContainerAppSpec.cs.')
type specification = {
  external: bool
  minReplicas: int
  maxReplicas: int
  scaleOn: 'http' | 'cpu'
  @description('Concurrent requests, or CPU usage in percent.')
  scaleAt: string
  cpu: string
  memory: string
  @description('A directory that survives a crash of the process, but not the end of the replica; empty = none.')
  directory: string
}

@description('A custom domain; empty = none. It is bound to the certificate if there is one.')
type customDomain = {
  name: string
  certificateId: string
}

param location string = resourceGroup().location

param name string
param image string
param port string
param environmentId string
param registry string

@description('The identity that pulls the image.')
param identityId string

@description('A specification as JSON.')
param spec string

@description('A customDomain as JSON.')
param domain string

@description('Environment variables as a JSON object of text.')
param settings string

@secure()
@description('Environment variables that contain secrets, as a JSON object of text.')
param secrets string

var app specification = json(spec)
var own customDomain = json(domain)
var plain = items(json(settings))
var hidden = map(items(json(secrets)), secret => {
  variable: secret.key
  name: toLower(replace(replace(secret.key, '__', '-'), '_', '-'))
  value: secret.value
})
var hasDirectory = !empty(app.directory)

resource containerApp 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      identitySettings: [
        {
          // Only for pulling the image: the process cannot use it.
          identity: identityId
          lifecycle: 'None'
        }
      ]
      ingress: {
        external: app.external
        targetPort: int(port)
        transport: 'http'
        allowInsecure: false
        // Listed here, because a deployment removes the domains that it does not list.
        customDomains: empty(own.name)
          ? []
          : [
              {
                name: own.name
                certificateId: empty(own.certificateId) ? null : own.certificateId
                bindingType: empty(own.certificateId) ? 'Disabled' : 'SniEnabled'
              }
            ]
      }
      registries: [
        {
          server: registry
          identity: identityId
        }
      ]
      secrets: map(hidden, secret => {
        name: secret.name
        value: secret.value
      })
    }
    template: {
      // A shutdown takes up to 6 s to drain and 8 s to finish.
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: name
          image: image
          resources: {
            cpu: json(app.cpu)
            memory: app.memory
          }
          env: concat(
            map(plain, setting => {
              name: setting.key
              value: setting.value
            }),
            map(hidden, secret => {
              name: secret.variable
              secretRef: secret.name
            })
          )
          volumeMounts: hasDirectory
            ? [
                {
                  volumeName: 'data'
                  mountPath: app.directory
                }
              ]
            : []
          probes: [
            {
              // A manager migrates its database before it listens, which may take 100 s. Container Apps allows at most 10 failures.
              type: 'Startup'
              httpGet: {
                path: '/alive'
                port: int(port)
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/alive'
                port: int(port)
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              // Often enough to detect a shutdown within the drain of 6 s.
              type: 'Readiness'
              httpGet: {
                path: '/health'
                port: int(port)
              }
              periodSeconds: 2
              timeoutSeconds: 3
              failureThreshold: 2
            }
          ]
        }
      ]
      volumes: hasDirectory
        ? [
            {
              name: 'data'
              storageType: 'EmptyDir'
            }
          ]
        : []
      scale: {
        minReplicas: app.minReplicas
        maxReplicas: app.maxReplicas
        rules: [
          app.scaleOn == 'http'
            ? {
                name: 'http'
                http: {
                  metadata: {
                    concurrentRequests: app.scaleAt
                  }
                }
              }
            : {
                name: 'cpu'
                custom: {
                  type: 'cpu'
                  metadata: {
                    type: 'Utilization'
                    value: app.scaleAt
                  }
                }
              }
        ]
      }
    }
  }
  tags: {
    'aspire-resource-name': name
    'azd-service-name': name
  }
}
