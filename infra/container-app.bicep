// One service of Waypost as a container app. Waypost.AppHost says what is in the parameters; azd passes every one as text.

@description('What the app host says of a service: Waypost.AppHost/Publishing/ContainerAppSpec.cs.')
type specification = {
  external: bool
  minReplicas: int
  maxReplicas: int
  scaleOn: 'http' | 'cpu'
  @description('Concurrent requests, or per cent of the processor.')
  scaleAt: string
  cpu: string
  memory: string
  @description('A directory that outlives a crash of the process, but not the replica; empty = none.')
  directory: string
}

@description('A domain of one\'s own; empty = none. It gets its certificate once there is one.')
type ownDomain = {
  name: string
  certificateId: string
}

param location string = resourceGroup().location

param name string
param image string
param port string
param environmentId string
param registry string

@description('The identity that may pull the image.')
param identityId string

@description('A specification as JSON.')
param spec string

@description('An ownDomain as JSON.')
param domain string

@description('Environment variables as a JSON object of text.')
param settings string

@secure()
@description('Environment variables that hold secrets, as a JSON object of text.')
param secrets string

var app specification = json(spec)
var own ownDomain = json(domain)
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
          // For pulling the image only: the process inside cannot use it.
          identity: identityId
          lifecycle: 'None'
        }
      ]
      ingress: {
        external: app.external
        targetPort: int(port)
        transport: 'http'
        allowInsecure: false
        // Named here, because a deployment takes away the domains that it does not name.
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
      // A stop takes up to 6 s of draining and 8 s of finishing.
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
              // A manager migrates its database before it listens: that may take 100 s. Container Apps counts no more than 10 failures.
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
              // Seldom enough to be cheap, often enough to be noticed within the drain of 6 s.
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
